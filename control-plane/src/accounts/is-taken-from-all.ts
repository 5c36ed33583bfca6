import type { AccountRecord } from './account.entity.ts'

/** A person has said that the account is not somebody's, and whose it is nobody has said since. */
export function isTakenFromAll({ person, linkedBy }: Pick<AccountRecord, 'person' | 'linkedBy'>): boolean {
  return person == null && linkedBy === 'operator'
}

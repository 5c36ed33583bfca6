import type { AccountRecord } from './account.entity.ts'

/** A person has said whose the account is, or that it is nobody's: no rule says otherwise. */
export function isDecided({ linkedBy }: Pick<AccountRecord, 'linkedBy'>): boolean {
  return linkedBy === 'operator'
}

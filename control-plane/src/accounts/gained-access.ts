import type { Id } from '@rollcall/shared/ids'
import type { AccountRecord } from './account.entity.ts'

/** What counts of an account for its owner's access. */
export type AccessState = Pick<AccountRecord, 'person' | 'present' | 'active'> & { readonly entitlements: readonly string[] }

/** The owner, when a read showed what was not known: an account of theirs that was not there, not active, not known as theirs, or held less. */
export function gainedBy(
  before: AccessState | undefined,
  { person, present, active, entitlements }: AccessState,
): Id<'person'> | undefined {
  if (!person || !present) return undefined
  const isKnown = before?.present === true && before.person === person && (before.active || !active)
  return isKnown && entitlements.every((key) => before.entitlements.includes(key)) ? undefined : person
}

/** As it was, whatever becomes of the record. */
export function accessStateOf({ person, present, active, entitlements }: AccountRecord): AccessState {
  return { person, present, active, entitlements }
}

import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { UnclearEngagement } from '../roster/unclear-status.ts'

/** One notice per person and contradiction: a digest, since keys have a length and dates do not belong in one. */
export function unclearKey(person: Id<'person'>, unclear: UnclearEngagement): string {
  return `status_unclear/${person}/${digestOf({ ...unclear })}`
}

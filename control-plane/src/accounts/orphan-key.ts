import type { Id } from '@rollcall/shared/ids'

/** What is to become of an account that nobody owns is one question, however often it is found. */
export function orphanKey(id: Id<'account'>): string {
  return `orphan/${id}`
}

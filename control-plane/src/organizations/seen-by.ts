import type { Id } from '@rollcall/shared/ids'
import type { Caller } from './authenticate.ts'

/** What of their organization somebody may look at: an approver sees what they are asked about, everybody else all of it. */
export function seenBy({ organization, member, role }: Caller): {
  readonly organization: Id<'organization'>
  readonly askedOf: Id<'member'> | undefined
} {
  return { organization, askedOf: role === 'approver' ? member : undefined }
}

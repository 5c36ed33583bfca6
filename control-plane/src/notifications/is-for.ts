import type { Caller } from '../organizations/authenticate.ts'
import type { Notice } from './notice.entity.ts'

/** What names no recipient is for everybody who operates Rollcall; the rest is for those named, and for owners. */
export function isFor({ recipients }: Pick<Notice, 'recipients'>, { member, role }: Pick<Caller, 'member' | 'role'>): boolean {
  if (recipients.includes(member) || role === 'owner') return true
  return recipients.length === 0 && role !== 'approver'
}

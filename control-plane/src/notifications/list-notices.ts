import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { isFor } from './is-for.ts'
import { Notice, type NoticeKind } from './notice.entity.ts'

export interface NoticeSummary {
  readonly id: Id<'notice'>
  readonly kind: NoticeKind
  readonly person: Id<'person'> | null
  readonly details: Readonly<Record<string, unknown>>
  readonly at: string
  readonly isSeen: boolean
}

const most = 500

/** What this member should know, newest first. All of it also shows what others were told, and what was seen already. */
export async function listNotices(
  database: Database,
  caller: Pick<Caller, 'organization' | 'member' | 'role'>,
  { all }: { readonly all: boolean },
): Promise<readonly NoticeSummary[]> {
  const { organization } = caller
  const where = { organization, ...(all ? {} : { seenAt: null }) }
  const notices = await database.read((em) => em.find(Notice, where, { orderBy: { at: 'desc', id: 'desc' }, limit: most }))
  return notices
    .filter((notice) => isFor(notice, caller) || (all && caller.role !== 'approver'))
    .map(({ id, kind, person, details, at, seenAt }) => ({
      id,
      kind,
      details,
      person: person ?? null,
      at: at.toISOString(),
      isSeen: seenAt != null,
    }))
}

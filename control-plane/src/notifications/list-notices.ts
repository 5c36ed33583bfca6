import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { Member } from '../organizations/member.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { isFor } from './is-for.ts'
import { Notice, type NoticeKind } from './notice.entity.ts'

export interface NoticeSummary {
  readonly id: Id<'notice'>
  readonly kind: NoticeKind
  readonly person: Id<'person'> | null
  /** Of the person it is about; empty where it is about nobody. */
  readonly name: string
  /** Name of the member who asked for what it is about. */
  readonly askedBy: string | null
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
  return database.read(async (em) => {
    const found = await em.find(Notice, where, { orderBy: { at: 'desc', id: 'desc' }, limit: most })
    const notices = found.filter((notice) => isFor(notice, caller) || (all && caller.role !== 'approver'))
    const names = await namesIn(em, caller, notices)
    return notices.map((notice) => toSummary(notice, names))
  })
}

async function namesIn(em: EntityManager, { organization }: Pick<Caller, 'organization'>, notices: readonly Notice[]): Promise<Names> {
  const about = notices.flatMap(({ person }) => person ?? [])
  const people = about.length === 0 ? [] : await em.find(Person, { organization, id: { $in: about } }, { fields: ['id', 'facts'] })
  const members = notices.some(({ kind }) => kind === 'order_proposed') ? await em.find(Member, { organization }) : []
  return new Map([
    ...people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`] as const),
    ...members.map(({ id, name }) => [id, name] as const),
  ])
}

/** Of people and members, by id. */
type Names = ReadonlyMap<string, string>

function toSummary({ id, kind, person, details, at, seenAt }: Notice, names: Names): NoticeSummary {
  const { requestedBy } = details
  const askedBy = (typeof requestedBy === 'string' ? names.get(requestedBy) : undefined) ?? null
  const name = (person && names.get(person)) ?? ''
  return { id, kind, details, person: person ?? null, name, askedBy, at: at.toISOString(), isSeen: seenAt != null }
}

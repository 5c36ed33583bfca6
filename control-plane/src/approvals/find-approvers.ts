import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { isAllowed } from '../organizations/authorize.ts'
import { Member } from '../organizations/member.entity.ts'
import { membersOut } from '../organizations/members-out.ts'
import type { ApprovalRoute, ApprovalSettings } from '../policy/policy.ts'
import { effectiveManager } from '../roster/effective-manager.ts'
import { Person } from '../roster/person.entity.ts'
import { recordsOf } from '../roster/records-of.ts'

export type Subject = Pick<Person, 'id' | 'organization' | 'source' | 'facts'>

export interface ApproverSearch {
  /** Whom it is about. */
  readonly person: Subject
  readonly requestedBy: readonly Id<'member'>[]
  readonly route: ApprovalRoute
  /** HR key of the app's or entitlement's owner. */
  readonly owner: string | null
  readonly settings: Pick<ApprovalSettings, 'fallback'>
  readonly at: Date
}

export interface Approvers {
  readonly approvers: readonly Id<'member'>[]
  readonly needed: number
}

/**
 * Who may decide. Somebody whom the route names and who is not known, is no member, or may not vote means the fallback; then every owner of the
 * organization; and never the subject, whoever asked, nor somebody who is out themselves. Fewer than needed may be left: then nobody can agree, which is not the same as yes.
 */
export async function findApprovers(em: EntityManager, search: ApproverSearch): Promise<Approvers> {
  const electorate = await electorateOf(em, search)
  const needed = search.route === 'two_people' ? 2 : 1
  const routed = await routedMembers(em, electorate, search)
  if (routed.length >= needed) return { approvers: idsOf(routed), needed }
  return { approvers: idsOf([...new Set([...routed, ...(await standIns(em, electorate, search))])]), needed }
}

/** Who decides when whoever was asked does not. */
export async function findFallback(em: EntityManager, search: Omit<ApproverSearch, 'route' | 'owner'>): Promise<readonly Id<'member'>[]> {
  return idsOf(await standIns(em, await electorateOf(em, search), search))
}

/** Who has no say: whoever it is about and whoever asked for it, under whichever HR key and with whichever sign-in. */
export interface Bar {
  readonly members: readonly Id<'member'>[]
  readonly people: readonly Id<'person'>[]
}

export async function barOf(em: EntityManager, person: Id<'person'>, requestedBy: readonly Id<'member'>[] = []): Promise<Bar> {
  const asking = requestedBy.length === 0 ? [] : await em.find(Member, { id: { $in: [...requestedBy] } })
  const records = await recordsOf(em, [person, ...asking.flatMap((member) => member.person ?? [])])
  return { members: requestedBy, people: [...records.values()].flat() }
}

/** Nobody agrees to what is about themselves, nor to what they asked for. */
export function isBarred(member: Pick<Member, 'id' | 'person'>, { members, people }: Bar): boolean {
  return members.includes(member.id) || (member.person != null && people.includes(member.person))
}

async function electorateOf(em: EntityManager, { person, requestedBy, at }: Pick<ApproverSearch, 'person' | 'requestedBy' | 'at'>) {
  const members = await em.find(Member, { organization: person.organization }, { orderBy: { id: 'asc' } })
  const bar = await barOf(em, person.id, requestedBy)
  const out = await membersOut(em, person.organization, at)
  return members.filter((member) => isAllowed(member.role, 'approval.vote') && !isBarred(member, bar) && !out.has(member.id))
}

async function routedMembers(em: EntityManager, electorate: readonly Member[], search: ApproverSearch): Promise<readonly Member[]> {
  const { route, owner, person, at } = search
  if (route === 'operators' || route === 'two_people') return electorate.filter(({ role }) => role !== 'approver')
  if (route === 'app_owner') return owner === null ? [] : membersByKey(em, electorate, { person, keys: [owner] })
  const manager = await effectiveManager(em, person.id, at)
  return electorate.filter((member) => manager !== undefined && member.person === manager)
}

async function standIns(
  em: EntityManager,
  electorate: readonly Member[],
  { person, settings }: Pick<ApproverSearch, 'person' | 'settings'>,
): Promise<readonly Member[]> {
  const named = await membersByKey(em, electorate, { person, keys: settings.fallback })
  return named.length > 0 ? named : electorate.filter(({ role }) => role === 'owner')
}

interface ByKey {
  readonly person: Subject
  readonly keys: readonly string[]
}

/** Keys are of the HR source that the subject is in. */
async function membersByKey(em: EntityManager, electorate: readonly Member[], { person, keys }: ByKey): Promise<readonly Member[]> {
  if (keys.length === 0) return []
  const { organization, source } = person
  const people = await em.find(Person, { organization, source, personKey: { $in: [...keys] } }, { fields: ['id'] })
  const ids = new Set(people.map(({ id }) => id))
  return electorate.filter((member) => member.person != null && ids.has(member.person))
}

function idsOf(members: readonly Member[]): readonly Id<'member'>[] {
  return members.map(({ id }) => id).sort()
}

import type { EntityManager, FilterQuery } from '@mikro-orm/sql'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { PlannedPerson, PlanSet } from '@rollcall/shared/plan-set'
import { assessPeople } from '../cases/assess-people.ts'
import { Case } from '../cases/case.entity.ts'
import { openStates } from '../cases/case-states.ts'
import type { Moment } from '../cases/moment.ts'
import { planOrganization } from '../cases/plan-organization.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { draftPolicy } from '../policy/draft-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { putInForce } from '../policy/put-in-force.ts'
import { requireApproval } from '../policy/require-approval.ts'
import type { Ports } from '../ports.ts'
import { findSource } from '../roster/find-source.ts'
import { Person } from '../roster/person.entity.ts'
import { storeSnapshot } from '../roster/store-snapshot.ts'
import type { ReadRoster } from './read-supposed-roster.ts'
import { SimulationError } from './simulation-error.ts'
import { toPlannedPerson } from './to-planned-person.ts'

export interface ReadSupposition {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** A policy document, in YAML. */
  readonly policy: string | undefined
  readonly roster: ReadRoster | undefined
  /** A simulation shows what an approval would bring about; only what is for real needs it. */
  readonly isForReal: boolean
}

/** People per look, as the planner does it. */
const batch = 100

/** Puts in force what is supposed, plans everybody for whom it makes a difference, and says which cases that opens. @throws SimulationError, PolicyError */
export async function carryOut(
  em: EntityManager,
  { now, random }: Pick<Ports, 'now' | 'random'>,
  supposed: ReadSupposition,
): Promise<PlanSet> {
  const { organization, member, policy, roster } = supposed
  const moment = { at: now(), random }
  await lockLedger(em, organization)
  const active = (await activePolicy(em, organization))?.policy
  const open = new Set((await em.find(Case, { organization, state: { $in: [...openStates] } }, { fields: ['id'] })).map(({ id }) => id))
  const before = policy === undefined || active === undefined ? new Map() : await outcomes(em, { organization, policy: active }, moment)
  if (roster !== undefined) await takeOver(em, { organization, member, roster }, moment)
  if (policy !== undefined) await activate(em, { ...supposed, document: policy }, moment)
  await em.flush()
  em.clear()
  const next = (await activePolicy(em, organization))?.policy
  if (next === undefined)
    throw new SimulationError('nothing_supposed', 'no policy is in force: name one, so that there is something to plan by')
  if (policy !== undefined) await markDifferent(em, { before, after: await outcomes(em, { organization, policy: next }, moment) })
  await planMarked(em, organization, moment)
  return {
    v: 1,
    organization,
    base: active?.digest ?? null,
    policy: policy === undefined ? null : next.digest,
    roster: roster === undefined ? null : { source: roster.source, sha256: roster.parsed.sha256 },
    people: [...(await newCases(em, organization, open))],
  }
}

/** @throws PolicyError, PolicyVersionError where somebody else has to approve it first */
async function activate(
  em: EntityManager,
  { organization, member, document, isForReal }: ReadSupposition & { readonly document: string },
  moment: Moment,
): Promise<void> {
  const { version } = await draftPolicy(em, { organization, member, document }, moment)
  if (version.active) return
  await em.flush()
  if (isForReal) await requireApproval(em, version)
  await putInForce(em, { version, member }, moment)
}

/** @throws SimulationError when the file would be kept aside */
async function takeOver(
  em: EntityManager,
  { organization, member, roster }: { organization: Id<'organization'>; member: Id<'member'>; roster: ReadRoster },
  { at, random }: Moment,
): Promise<void> {
  const { source, parsed, dateFormat, ...declared } = roster
  const { id } = await findSource(em, { organization, name: source, dateFormat, at, random })
  const outcome = await storeSnapshot(em, { organization, source: id, member, parsed, dateFormat, ...declared, at, random })
  if (outcome.kind === 'partial') throw new SimulationError('not_whole', `this file would be kept aside: ${outcome.reasons.join('; ')}`)
}

type Outcomes = ReadonlyMap<Id<'person'>, string>

/** What each person would get by a policy as things are, in one word each; nobody is planned by it. */
async function outcomes(
  em: EntityManager,
  { organization, policy }: { organization: Id<'organization'>; policy: Policy },
  { at }: Moment,
): Promise<Outcomes> {
  const all = new Map<Id<'person'>, string>()
  for await (const people of batches(em, { organization })) {
    const assessments = await assessPeople(em, { organization, people, policy, at })
    for (const [id, { outcome }] of assessments) all.set(id, outcome.kind === 'plan' ? digestOf(outcome.plan) : outcome.kind)
    em.clear()
  }
  return all
}

/** Whoever would get something else has a look taken at them. A policy is never silently retroactive: this is the loud way. */
async function markDifferent(em: EntityManager, { before, after }: { before: Outcomes; after: Outcomes }): Promise<void> {
  const different = [...after].filter(([id, outcome]) => outcome !== (before.get(id) ?? 'nothing')).map(([id]) => id)
  for (let start = 0; start < different.length; start += 500)
    await em.nativeUpdate(Person, { id: { $in: different.slice(start, start + 500) } }, { needsPlanning: true })
}

async function planMarked(em: EntityManager, organization: Id<'organization'>, moment: Moment): Promise<void> {
  for await (const people of batches(em, { organization, $or: [{ needsPlanning: true }, { wakeAt: { $lte: moment.at } }] })) {
    await planOrganization(em, people, moment)
    await em.flush()
    em.clear()
  }
}

/** First told, first served, as the planner does it. */
async function* batches(em: EntityManager, where: FilterQuery<Person>): AsyncGenerator<readonly Person[]> {
  const found = await em.find(Person, where, { fields: ['id'], orderBy: inOrder, disableIdentityMap: true })
  for (let start = 0; start < found.length; start += batch)
    yield em.find(Person, { id: { $in: found.slice(start, start + batch).map(({ id }) => id) } }, { orderBy: inOrder })
}

const inOrder = { recordedAt: 'asc', id: 'asc' } as const

async function newCases(
  em: EntityManager,
  organization: Id<'organization'>,
  open: ReadonlySet<Id<'case'>>,
): Promise<readonly PlannedPerson[]> {
  const cases = (await em.find(Case, { organization, state: { $in: [...openStates] } })).filter(({ id }) => !open.has(id))
  const people = await em.find(Person, { id: { $in: cases.map(({ person }) => person) } })
  const known = new Map(people.map((person) => [person.id, person]))
  return cases
    .flatMap(({ person: id, plan, state, reason }) => {
      const person = known.get(id)
      if (person === undefined) return []
      const { personKey, facts } = person
      return [
        toPlannedPerson({ person: { id, personKey, name: `${facts.givenName} ${facts.familyName}` }, plan, state, reason: reason ?? null }),
      ]
    })
    .sort((a, b) => (a.personKey < b.personKey ? -1 : 1))
}

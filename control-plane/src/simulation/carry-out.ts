import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PlanSet } from '@rollcall/shared/plan-set'
import type { Moment } from '../cases/moment.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { draftPolicy } from '../policy/draft-policy.ts'
import { putInForce } from '../policy/put-in-force.ts'
import { requireApproval } from '../policy/require-approval.ts'
import type { Ports } from '../ports.ts'
import { findSource } from '../roster/find-source.ts'
import { Person } from '../roster/person.entity.ts'
import { type RosterChanges, storeSnapshot } from '../roster/store-snapshot.ts'
import { markDifferent, type Outcomes, outcomes } from './outcomes.ts'
import { planMarked } from './plan-marked.ts'
import { openQuestions, questionChanges } from './question-changes.ts'
import type { ReadRoster } from './read-supposed-roster.ts'
import { SimulationError } from './simulation-error.ts'
import { toPlannedPeople } from './to-planned-people.ts'

export interface ReadSupposition {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** A policy document, in YAML. */
  readonly policy: string | undefined
  readonly roster: ReadRoster | undefined
  /** A simulation shows what an approval would bring about; only what is for real needs it. */
  readonly isForReal: boolean
}

/** Puts in force what is supposed, plans everybody for whom it makes a difference, and says everything that this does. @throws SimulationError, PolicyError */
export async function carryOut(
  em: EntityManager,
  { now, random }: Pick<Ports, 'now' | 'random'>,
  supposed: ReadSupposition,
): Promise<PlanSet> {
  const { organization, member, policy, roster } = supposed
  const moment = { at: now(), random }
  await lockLedger(em, organization)
  const active = (await activePolicy(em, organization))?.policy
  const asked = await openQuestions(em, organization)
  const known = roster === undefined ? new Set<Id<'person'>>() : await peopleOf(em, organization)
  const isCompared = policy !== undefined && active !== undefined
  const before: Outcomes = isCompared ? await outcomes(em, { organization, policy: active, at: moment.at }) : new Map()
  const changes = roster === undefined ? undefined : await takeOver(em, { organization, member, roster }, moment)
  if (policy !== undefined) await activate(em, { ...supposed, document: policy }, moment)
  await em.flush()
  em.clear()
  const next = (await activePolicy(em, organization))?.policy
  if (next === undefined)
    throw new SimulationError('nothing_supposed', 'no policy is in force: name one, so that there is something to plan by')
  if (policy !== undefined) await markDifferent(em, { before, after: await outcomes(em, { organization, policy: next, at: moment.at }) })
  const effects = await planMarked(em, { organization, policy: next }, moment)
  const questions = questionChanges(asked, await openQuestions(em, organization))
  const affected = new Set([...effects.keys(), ...[...questions.keys()].filter((id) => id !== null)])
  const added = [...affected].filter((id) => !known.has(id)).length
  return {
    v: 1,
    organization,
    base: active?.digest ?? null,
    policy: policy === undefined ? null : next.digest,
    roster: roster === undefined || changes === undefined ? null : { source: roster.source, sha256: roster.parsed.sha256, changes },
    people: [...(await toPlannedPeople(em, { people: [...affected], effects, questions }))],
    recorded: changes === undefined ? 0 : changes.added - added,
    questions: questions.get(null) ?? [],
  }
}

async function peopleOf(em: EntityManager, organization: Id<'organization'>): Promise<ReadonlySet<Id<'person'>>> {
  const people = await em.find(Person, { organization }, { fields: ['id'], disableIdentityMap: true })
  return new Set(people.map(({ id }) => id))
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

/** Gives what it changed. @throws SimulationError when the file would be kept aside */
async function takeOver(
  em: EntityManager,
  { organization, member, roster }: { organization: Id<'organization'>; member: Id<'member'>; roster: ReadRoster },
  { at, random }: Moment,
): Promise<Omit<RosterChanges, 'unchanged'>> {
  const { source, newSource, parsed, dateFormat, ...declared } = roster
  const { id } = await findSource(em, { organization, name: source, isNew: newSource, dateFormat, at, random })
  const outcome = await storeSnapshot(em, { organization, source: id, member, parsed, dateFormat, ...declared, at, random })
  if (outcome.kind === 'partial') throw new SimulationError('not_whole', `this file would be kept aside: ${outcome.reasons.join('; ')}`)
  const { unchanged: _, ...changes } = outcome.changes
  return changes
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PlannedPerson } from '@rollcall/shared/plan-set'
import { Case } from '../cases/case.entity.ts'
import { openStates } from '../cases/case-states.ts'
import type { Moment } from '../cases/moment.ts'
import { planOrganization } from '../cases/plan-organization.ts'
import type { Policy } from '../policy/policy.ts'
import { batches } from './batches.ts'
import { compareStandings } from './compare-standings.ts'
import { readStanding, type Standing } from './standing.ts'
import { type CaseEffects, toCaseEffects } from './to-case-effects.ts'

export type PersonEffects = CaseEffects & Omit<PlannedPerson, keyof CaseEffects | 'personKey' | 'name' | 'questions'>

/** Of somebody about whom only a question is new. */
export const nothingDone: PersonEffects = {
  kind: null,
  state: null,
  apps: [],
  tasks: [],
  left: [],
  lost: [],
  plan: null,
  ends: [],
  jobsTakenBack: [],
  tasksTakenBack: [],
  schedule: [],
}

export interface Planning {
  readonly organization: Id<'organization'>
  readonly policy: Policy
}

/** Plans whoever is to be looked at, and says what that did to whom; of those to whom it did nothing it says nothing. */
export async function planMarked(
  em: EntityManager,
  { organization, policy }: Planning,
  moment: Moment,
): Promise<ReadonlyMap<Id<'person'>, PersonEffects>> {
  const all = new Map<Id<'person'>, PersonEffects>()
  const { at } = moment
  for await (const people of batches(em, { organization, $or: [{ needsPlanning: true }, { wakeAt: { $lte: at } }] })) {
    const ids = people.map(({ id }) => id)
    const before = await readStanding(em, ids)
    await planOrganization(em, people, moment)
    await em.flush()
    em.clear()
    const after = await readStanding(em, ids, before)
    const effects = compareStandings({ before, after, at, zone: policy.calendar.timeZone })
    const cases = await begun(em, before, after)
    for (const person of new Set([...effects.keys(), ...cases.keys()]))
      all.set(person, { ...nothingDone, ...cases.get(person), ...effects.get(person) })
  }
  return all
}

/** Cases that were opened, and those that go on otherwise than they stood: one that was postponed, and whose day has come. */
async function begun(em: EntityManager, before: Standing, after: Standing): Promise<ReadonlyMap<Id<'person'>, CaseEffects>> {
  const known = new Map(before.cases.map(({ id, state }) => [id, state]))
  const ids = after.cases.filter(({ id, state }) => openStates.includes(state) && known.get(id) !== state).map(({ id }) => id)
  const cases = ids.length === 0 ? [] : await em.find(Case, { id: { $in: ids } }, { disableIdentityMap: true })
  return new Map(cases.map((one) => [one.person, toCaseEffects(one)]))
}

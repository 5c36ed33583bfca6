import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { linkUnownedAccounts } from '../accounts/link-unowned-accounts.ts'
import { assessObserved } from './assess-people.ts'
import type { Assessment, ObservedPerson } from './assess-person.ts'
import type { Moment } from './moment.ts'
import { type Observation, observePeople } from './observe-people.ts'

interface Assessed {
  readonly observed: ReadonlyMap<Id<'person'>, ObservedPerson>
  readonly assessments: ReadonlyMap<Id<'person'>, Assessment>
}

/** Observes and assesses people whose cases are about to be decided. Correlation comes before creation: whoever turns out to have the account already is looked at anew. */
export async function assessForPlanning(em: EntityManager, question: Omit<Observation, 'at'>, moment: Moment): Promise<Assessed> {
  const { organization, people, policy } = question
  const first = await assess(em, { ...question, at: moment.at })
  const wanted = [...first.assessments].flatMap(([person, assessment]) => appsWithTakenName(assessment).map((app) => ({ person, app })))
  const linked = await linkUnownedAccounts(em, { organization, policy, wanted }, moment)
  if (linked.size === 0) return first
  const again = await assess(em, { ...question, people: people.filter(({ id }) => linked.has(id)), at: moment.at })
  return {
    observed: new Map([...first.observed, ...again.observed]),
    assessments: new Map([...first.assessments, ...again.assessments]),
  }
}

async function assess(em: EntityManager, question: Observation): Promise<Assessed> {
  const observed = await observePeople(em, question)
  return { observed, assessments: await assessObserved(em, { ...question, observed }) }
}

/** Apps in which the person has no account, and the name for a new one is another's. */
function appsWithTakenName({ outcome }: Assessment): readonly string[] {
  if (outcome.kind !== 'plan') return []
  return outcome.plan.left.flatMap(({ app, nativeId, reason }) => (reason === 'user_name_taken' && nativeId === undefined ? app : []))
}

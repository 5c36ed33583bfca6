import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { userNameKey } from '../accounts/user-name-key.ts'
import { agentVerbs } from '../fleet/agent-verbs.ts'
import { formerPolicies } from '../policy/active-policy.ts'
import { knownAccess } from '../policy/evaluate-policy.ts'
import { type Assessment, type AssessmentContext, assessPerson, type ObservedPerson } from './assess-person.ts'
import { type Observation, observePeople } from './observe-people.ts'
import { takenUserNames, type WantedName, wantedNameKey } from './taken-user-names.ts'

/** Assesses people of one organization against everything that is known of them. */
export async function assessPeople(em: EntityManager, question: Observation): Promise<ReadonlyMap<Id<'person'>, Assessment>> {
  return assessObserved(em, { ...question, observed: await observePeople(em, question) })
}

export interface ObservedPeople extends Pick<Observation, 'organization' | 'policy' | 'at'> {
  readonly observed: ReadonlyMap<Id<'person'>, ObservedPerson>
}

/** The same for people who were observed already. Whoever wants a new user name is looked at twice: it may be somebody else's. */
export async function assessObserved(
  em: EntityManager,
  { organization, policy, at, observed }: ObservedPeople,
): Promise<ReadonlyMap<Id<'person'>, Assessment>> {
  const verbs = await agentVerbs(em, organization)
  const former = await formerPolicies(em, organization)
  const context: AssessmentContext = { policy, known: knownAccess(policy), at, isTaken: () => false, verbs, formerPolicies: former }
  const first = new Map([...observed].map(([id, person]) => [id, assessPerson(person, context)]))
  const wanted = [...first].flatMap(([person, assessment]) => newUserNames(assessment).map((name) => ({ ...name, person })))
  const taken = await takenUserNames(em, { organization, at, names: wanted })
  if (taken.size === 0) return first
  const isTaken = (app: string, userName: string, person: Id<'person'>) =>
    taken.has(wantedNameKey({ app, key: userNameKey(userName), person }))
  const unlucky = new Set(wanted.filter((name) => taken.has(wantedNameKey(name))).map(({ person }) => person))
  return new Map(
    [...first].map(([id, assessment]) => {
      const person = unlucky.has(id) ? observed.get(id) : undefined
      return [id, person === undefined ? assessment : assessPerson(person, { ...context, isTaken })]
    }),
  )
}

/** User names that nobody may have yet. */
function newUserNames({ outcome }: Assessment): readonly Omit<WantedName, 'person'>[] {
  if (outcome.kind !== 'plan') return []
  const { apps, tasks } = outcome.plan
  const steps = [...apps, ...tasks].flatMap(({ app, steps }) => (app === null ? [] : steps.map(({ step }) => ({ app, step }))))
  return steps.flatMap(({ app, step }) => {
    if (step.verb === 'account.create' || step.verb === 'account.prepare') return [{ app, key: userNameKey(step.draft.userName) }]
    return step.verb === 'account.rename' ? [{ app, key: userNameKey(step.userName) }] : []
  })
}

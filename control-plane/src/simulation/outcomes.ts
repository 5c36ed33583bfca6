import type { EntityManager } from '@mikro-orm/sql'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { assessPeople } from '../cases/assess-people.ts'
import type { Assessment } from '../cases/assess-person.ts'
import type { Policy } from '../policy/policy.ts'
import { Person } from '../roster/person.entity.ts'
import { batches } from './batches.ts'

export type Outcomes = ReadonlyMap<Id<'person'>, string>

/** What each person would get by a policy as things are, now and in time, and what would be asked about them, in one word each; nobody is planned by it. */
export async function outcomes(
  em: EntityManager,
  { organization, policy, at }: { organization: Id<'organization'>; policy: Policy; at: Date },
): Promise<Outcomes> {
  const all = new Map<Id<'person'>, string>()
  for await (const people of batches(em, { organization })) {
    const assessments = await assessPeople(em, { organization, people, policy, at })
    for (const [id, assessment] of assessments) all.set(id, inOneWord(assessment))
    em.clear()
  }
  return all
}

const nothing = inOneWord({ outcome: { kind: 'nothing' }, instants: [], questions: [] })

/** Whoever would get something else has a look taken at them. A policy is never silently retroactive: this is the loud way. */
export async function markDifferent(em: EntityManager, { before, after }: { before: Outcomes; after: Outcomes }): Promise<void> {
  const different = [...after].filter(([id, outcome]) => outcome !== (before.get(id) ?? nothing)).map(([id]) => id)
  for (let start = 0; start < different.length; start += 500)
    await em.nativeUpdate(Person, { id: { $in: different.slice(start, start + 500) } }, { needsPlanning: true })
}

function inOneWord({ outcome, instants, questions }: Pick<Assessment, 'outcome' | 'instants' | 'questions'>): string {
  const toCome = instants.map(({ kind, about, at }) => [kind, about, at.toISOString()].join(' ')).toSorted()
  const asked = questions.map(({ key }) => key).toSorted()
  return digestOf({ outcome: outcome.kind === 'plan' ? digestOf(outcome.plan) : outcome.kind, toCome, asked })
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { mootQuestions } from '../questions/moot-questions.ts'
import { Question } from '../questions/question.entity.ts'
import type { QuestionKind } from '../questions/question-kinds.ts'
import { type Impossibility, isCurrent } from './find-impossible.ts'
import { Person } from './person.entity.ts'
import type { ReviewedSnapshot } from './review-roster.ts'

const kinds = ['manager_loop', 'two_with_one_address', 'contractor_without_end', 'vanished'] as const satisfies readonly QuestionKind[]

/**
 * Ends the questions about this source's people that its roster has answered: the loop is gone, the person is back. Whoever they were about is planned
 * anew: HR may have said it of somebody else.
 */
export async function mootRosterQuestions(em: EntityManager, found: readonly Impossibility[], reviewed: ReviewedSnapshot): Promise<void> {
  const { organization, source, at, random } = reviewed
  const open = await em.find(Question, { organization, state: 'open', kind: { $in: [...kinds] } }, { disableIdentityMap: true })
  if (open.length === 0) return
  const people = await peopleOf(
    em,
    source,
    open.flatMap(({ person }) => person ?? []),
  )
  const raised = new Set(found.map(keyOf))
  const isRaised = ({ kind, key, person: id }: Question): boolean => {
    const person = people.find((one) => one.id === id)
    if (person === undefined) return true
    if (kind === 'vanished') return person.presence === 'missing' && isCurrent(person.facts, reviewed)
    return raised.has(keyOf({ kind, personKey: person.personKey, about: key.split(':').slice(2).join(':') }))
  }
  const except = new Set(open.filter(isRaised).map(({ key }) => key))
  await mootQuestions(em, { organization, kinds, people: people.map(({ id }) => id), except }, { at, random })
  const moot = open.filter(({ key }) => !except.has(key)).flatMap(({ person }) => person ?? [])
  if (moot.length > 0) await em.nativeUpdate(Person, { id: { $in: moot } }, { needsPlanning: true })
}

function keyOf({ kind, personKey, about }: { kind: string; personKey: string; about: string }): string {
  return JSON.stringify([kind, personKey, about])
}

async function peopleOf(em: EntityManager, source: Id<'source'>, ids: readonly Id<'person'>[]) {
  return em.find(Person, { source, id: { $in: [...ids] } }, { fields: ['id', 'personKey', 'presence', 'facts'], disableIdentityMap: true })
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { QuestionChange } from '@rollcall/shared/plan-set'
import { Question } from '../questions/question.entity.ts'
import { byCanonicalText } from './by-canonical-text.ts'

type OpenQuestion = Pick<Question, 'id' | 'kind' | 'person' | 'app'>
export type OpenQuestions = ReadonlyMap<Id<'question'>, OpenQuestion>

/** Everything that people are asked now. */
export async function openQuestions(em: EntityManager, organization: Id<'organization'>): Promise<OpenQuestions> {
  const options = { fields: ['id', 'kind', 'person', 'app'], disableIdentityMap: true } as const
  const open = await em.find(Question, { organization, state: 'open' }, options)
  return new Map(open.map((question) => [question.id, question]))
}

/** Pure. What would be asked, and what needs no answer any more, by whom it is about; null: about nobody's account. */
export function questionChanges(before: OpenQuestions, after: OpenQuestions): ReadonlyMap<Id<'person'> | null, QuestionChange[]> {
  const changes = [...without(after, before, 'asked'), ...without(before, after, 'moot')]
  const byPerson = Map.groupBy(changes, ({ person }) => person)
  return new Map([...byPerson].map(([person, some]) => [person, some.map(({ change }) => change).toSorted(byCanonicalText)]))
}

function without(all: OpenQuestions, others: OpenQuestions, how: QuestionChange['how']) {
  return [...all.values()]
    .filter(({ id }) => !others.has(id))
    .map(({ kind, person, app }) => ({ person: person ?? null, change: { kind, app: app ?? null, how } }))
}

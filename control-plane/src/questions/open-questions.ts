import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Question } from './question.entity.ts'

/** The open questions about each of these people; who has none is not in it. */
export async function openQuestionsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, readonly Question[]>> {
  if (people.length === 0) return new Map()
  const open = await em.find(Question, { person: { $in: [...people] }, state: 'open' }, { orderBy: { createdAt: 'asc', id: 'asc' } })
  const byPerson = new Map<Id<'person'>, Question[]>()
  for (const question of open) if (question.person) byPerson.set(question.person, [...(byPerson.get(question.person) ?? []), question])
  return byPerson
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { askQuestions } from '../questions/ask-questions.ts'
import type { QuestionDraft } from '../questions/question-draft.ts'
import type { Impossibility } from './find-impossible.ts'
import { idsByKey } from './ids-by-key.ts'
import type { ReviewedSnapshot } from './review-roster.ts'

/** Asks about what cannot be right. A contract without an end only where HR says something new: a baseline of contractors is not asked about one by one. */
export async function askImpossible(em: EntityManager, found: readonly Impossibility[], reviewed: ReviewedSnapshot): Promise<void> {
  const { organization, source, diff, baseline, at, random } = reviewed
  const news = new Set(baseline ? [] : [...diff.added, ...diff.changed, ...diff.reappeared].map(({ facts }) => facts.personKey))
  const asked = found.filter(({ kind, personKey }) => kind !== 'contractor_without_end' || news.has(personKey))
  const ids = await idsByKey(em, source, [...new Set(asked.flatMap(({ personKeys }) => personKeys))])
  const drafts = asked.flatMap((one) => toDraft(one, { organization, ids }) ?? [])
  await askQuestions(em, drafts, { at, random })
}

interface Asking {
  readonly organization: Id<'organization'>
  readonly ids: ReadonlyMap<string, Id<'person'>>
}

function toDraft({ kind, personKey, about, personKeys }: Impossibility, { organization, ids }: Asking): QuestionDraft | undefined {
  const person = ids.get(personKey)
  if (person === undefined) return undefined
  const key = `${kind}:${person}:${about}`.slice(0, 1024)
  const people = personKeys.flatMap((other) => ids.get(other) ?? [])
  return { organization, kind, key, person, details: { personKey, people, personKeys, ...(kind === 'manager_loop' ? {} : { about }) } }
}

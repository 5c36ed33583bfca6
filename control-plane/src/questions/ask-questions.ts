import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { Question } from './question.entity.ts'
import type { QuestionDraft } from './question-draft.ts'

/**
 * Asks questions of one organization, each once per key. One that is open is left as it is but for its details; one that was answered stays
 * answered; one that the facts had answered is opened again when they raise it again. Gives how many were opened.
 */
export async function askQuestions(em: EntityManager, drafts: readonly QuestionDraft[], moment: Moment): Promise<number> {
  const organization = drafts[0]?.organization
  if (organization === undefined) return 0
  const byKey = new Map(drafts.map((draft) => [draft.key, draft]))
  const known = await findByKey(em, organization, [...byKey.keys()])
  const opened = [...byKey.values()].flatMap((draft) => open(em, { draft, known: known.get(draft.key) }, moment) ?? [])
  await em.flush()
  await appendEntries(em, organization, opened.map(openedEntry), moment)
  return opened.length
}

const keysPerStatement = 500

async function findByKey(
  em: EntityManager,
  organization: Id<'organization'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Question>> {
  const known = new Map<string, Question>()
  for (let start = 0; start < keys.length; start += keysPerStatement)
    for (const question of await em.find(Question, { organization, key: { $in: keys.slice(start, start + keysPerStatement) } }))
      known.set(question.key, question)
  return known
}

/** The question, if it is open now and was not before. */
function open(
  em: EntityManager,
  { draft, known }: { draft: QuestionDraft; known: Question | undefined },
  { at, random }: Moment,
): Question | undefined {
  if (known?.state === 'answered') return undefined
  const { details } = draft
  if (known?.state === 'open') return void em.assign(known, { details })
  if (known !== undefined) return em.assign(known, { details, state: 'open', createdAt: at })
  const { organization, kind, key, person = null, account = null, app = null } = draft
  const unanswered = { state: 'open', answer: null, reason: null, answeredBy: null, answeredAt: null } as const
  const about = { organization, kind, key, person, account, app, details }
  return em.create(Question, { id: toId('question', random(16)), ...about, ...unanswered, createdAt: at })
}

function openedEntry({ id, kind, person }: Question): EntryDraft {
  return { t: 'question.opened', question: id, kind, ...(person ? { sub: person } : {}) }
}

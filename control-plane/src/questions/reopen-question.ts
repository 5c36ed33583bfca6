import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { Question } from './question.entity.ts'

interface Reopening {
  readonly organization: Id<'organization'>
  readonly key: string
  /** Only when this was the answer. */
  readonly answer: string
}

/** What an answer set out to do could not be done: the question is open again, as of now. In a transaction that holds the ledger. */
export async function reopenQuestion(em: EntityManager, where: Reopening, moment: Moment): Promise<void> {
  const question = await em.findOne(Question, { ...where, state: 'answered' })
  if (question === null) return
  const unanswered = { state: 'open', answer: null, reason: null, answeredBy: null, answeredAt: null } as const
  em.assign(question, { ...unanswered, createdAt: moment.at })
  await em.flush()
  const { id, kind, person, organization } = question
  await appendEntries(em, organization, [{ t: 'question.opened', question: id, kind, ...(person ? { sub: person } : {}) }], moment)
}

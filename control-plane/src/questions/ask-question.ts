import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { askQuestions } from './ask-questions.ts'
import type { QuestionDraft } from './question-draft.ts'

/** Asks people something, once per organization and key, in the transaction of whoever asks, which holds the ledger. True when it is open now and was not before. */
export async function askQuestion(em: EntityManager, draft: QuestionDraft, moment: Moment): Promise<boolean> {
  return (await askQuestions(em, [draft], moment)) === 1
}

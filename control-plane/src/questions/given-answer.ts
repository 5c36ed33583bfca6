import type { Id } from '@rollcall/shared/ids'
import type { Question } from './question.entity.ts'

/** What an operator says to a question. */
export interface GivenAnswer {
  readonly question: Question
  readonly answer: string
  readonly by: Id<'member'>
  /** Whose it is (`link`, `same_person`), or who answers for it (`shared`, `service`). */
  readonly person?: Id<'person'> | undefined
  /** For how long (`accept`). */
  readonly days?: number | undefined
}

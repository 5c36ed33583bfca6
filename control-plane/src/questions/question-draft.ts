import type { Id } from '@rollcall/shared/ids'
import type { QuestionKind } from './question-kinds.ts'

/** A question as whoever has it states it. */
export interface QuestionDraft {
  readonly organization: Id<'organization'>
  readonly kind: QuestionKind
  /** The same question has the same key for ever. */
  readonly key: string
  readonly person?: Id<'person'> | undefined
  readonly account?: Id<'account'> | undefined
  readonly app?: string | undefined
  /** What a person needs to know to decide. */
  readonly details: Readonly<Record<string, unknown>>
}

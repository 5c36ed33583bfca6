/** Thrown when an answer does not fit the question, or not any more. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError'
  readonly code: 'not_found' | 'moved' | 'does_not_fit' | 'not_yours'

  constructor(code: QuestionError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What is wrong with an expression, and at which character of it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  /** 0-based offset in the expression. */
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Thrown when an exception cannot be opened or closed as an operator wants. */
export class ExceptionError extends Error {
  override readonly name = 'ExceptionError'
  readonly code: 'not_found' | 'wrong_state' | 'not_yours' | 'does_not_fit'

  constructor(code: ExceptionError['code'], message: string) {
    super(message)
    this.code = code
  }
}

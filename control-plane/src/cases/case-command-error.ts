/** Thrown when an operator's command does not fit the case as it is. */
export class CaseCommandError extends Error {
  override readonly name = 'CaseCommandError'
  readonly code: 'not_found' | 'wrong_state' | 'moved'

  constructor(code: CaseCommandError['code'], message: string) {
    super(message)
    this.code = code
  }
}

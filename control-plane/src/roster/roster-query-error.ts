/** A question about the roster that cannot be answered as it was asked. */
export class RosterQueryError extends Error {
  override readonly name = 'RosterQueryError'
  readonly code: 'not_found' | 'ambiguous' | 'instant'

  constructor(code: 'not_found' | 'ambiguous' | 'instant', message: string) {
    super(message)
    this.code = code
  }
}

/** Thrown when an order, or what an operator does about one, does not fit. */
export class OrderError extends Error {
  override readonly name = 'OrderError'
  readonly code: 'not_found' | 'wrong_state' | 'not_yours' | 'does_not_fit'

  constructor(code: OrderError['code'], message: string) {
    super(message)
    this.code = code
  }
}

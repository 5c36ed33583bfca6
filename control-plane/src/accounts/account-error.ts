/** Thrown when what is to be done about an account does not fit the account as it is. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly code: 'not_found' | 'wrong_state' | 'not_yours'

  constructor(code: AccountError['code'], message: string) {
    super(message)
    this.code = code
  }
}

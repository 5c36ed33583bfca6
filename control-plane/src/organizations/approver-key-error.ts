/** Thrown when an approver key cannot be taken or revoked. */
export class ApproverKeyError extends Error {
  override readonly name = 'ApproverKeyError'
  readonly code: 'not_found' | 'unusable' | 'proof' | 'taken' | 'not_yours' | 'no_name'

  constructor(code: ApproverKeyError['code'], message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
  }
}

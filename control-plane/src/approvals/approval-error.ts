/** Thrown when a vote does not count. */
export class ApprovalError extends Error {
  override readonly name = 'ApprovalError'
  readonly code: 'not_found' | 'wrong_state' | 'barred' | 'not_asked' | 'voted' | 'signature_missing' | 'signature'

  constructor(code: ApprovalError['code'], message: string) {
    super(message)
    this.code = code
  }
}

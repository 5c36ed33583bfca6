/** Thrown when an operator's command does not fit the versions of the policy as they are. */
export class PolicyVersionError extends Error {
  override readonly name = 'PolicyVersionError'
  readonly code: 'not_found' | 'wrong_state' | 'moved' | 'not_approved' | 'own_draft'

  constructor(code: PolicyVersionError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Why a new agent is not let in. One message for every reason: a stranger learns nothing from trying. */
export class EnrolmentRefusedError extends Error {
  override readonly name = 'EnrolmentRefusedError'
  constructor() {
    super('this enrolment token is not valid: it may be used, expired or mistyped. Ask an operator for a new one.')
  }
}

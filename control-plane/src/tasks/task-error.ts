/** Thrown when what somebody does about a task does not fit. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly code: 'not_found' | 'wrong_state' | 'not_yours' | 'bad_proof'

  constructor(code: TaskError['code'], message: string) {
    super(message)
    this.code = code
  }
}

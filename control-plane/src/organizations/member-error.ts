/** Thrown when a member cannot be changed. */
export class MemberError extends Error {
  override readonly name = 'MemberError'
  readonly code: 'not_found' | 'no_person' | 'ambiguous' | 'not_yours'

  constructor(code: MemberError['code'], message: string) {
    super(message)
    this.code = code
  }
}

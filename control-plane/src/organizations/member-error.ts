/** Thrown when a member cannot be linked to a person. */
export class MemberError extends Error {
  override readonly name = 'MemberError'
  readonly code: 'not_found' | 'no_person' | 'ambiguous'

  constructor(code: MemberError['code'], message: string) {
    super(message)
    this.code = code
  }
}

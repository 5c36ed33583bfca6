/** Something a person can put right. The message is one line: what happened, to what, and what to do. Shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
}

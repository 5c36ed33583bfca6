/** The machine can't be made ready; the message says what to do about it. */
export class SetUpError extends Error {
  name = 'SetUpError'
}

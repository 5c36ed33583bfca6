/** `stopping`: this process is about to end and the job stays in hand; the other two end the attempt. */
export type Interruption = 'cancelled' | 'lease_lost' | 'stopping'

/** Thrown between effects, never in the middle of one. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly reason: Interruption
  constructor(reason: Interruption) {
    super(`interrupted: ${reason}`)
    this.reason = reason
  }
}

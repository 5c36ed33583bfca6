import type { Signer } from '@rollcall/shared/envelope/keys'
import type { Ports } from '../ports.ts'

/** What dispatch needs of the world inside one transaction. */
export interface DispatchMoment {
  readonly at: Date
  readonly random: Ports['random']
  /** Signs as the jobs role. */
  readonly jobs: Signer
}

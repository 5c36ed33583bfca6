import type { Signer } from '@rollcall/shared/envelope/keys'
import type { Ports } from '../ports.ts'

export interface CasePorts extends Ports {
  /** Signs what takes jobs back. */
  readonly jobs: Signer
}

/** What a command inside somebody's transaction needs of them. */
export type Moment = Pick<CasePorts, 'random' | 'jobs'> & { readonly at: Date }

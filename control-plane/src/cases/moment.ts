import type { Ports } from '../ports.ts'

/** What a command inside somebody's transaction needs of the world. */
export interface Moment {
  readonly at: Date
  readonly random: Ports['random']
}

import type { Job } from '@rollcall/shared/job'
import type { Clock, Random } from '../ports.ts'
import type { Spool } from '../spool/spool.ts'
import type { Scrubber } from '../vault/scrubber.ts'
import type { AccountView } from './account-view.ts'
import type { Calls } from './calls.ts'
import type { OpenApp } from './connector-pool.ts'
import type { Change } from './decide-step.ts'

export type StepState = 'started' | 'reading' | 'changing' | 'reading_back' | 'finished'

/** What one step of an attempt works with. */
export interface StepContext {
  readonly job: Job
  readonly index: number
  readonly app: OpenApp
  readonly calls: Calls
  /** Undefined only for a job about no person. */
  readonly view: AccountView | undefined
  readonly spool: Spool
  readonly clock: Clock
  readonly random: Random
  readonly scrubber: Scrubber
  /** Asked directly before each effect. @throws Interrupted when the lease ends or the job was cancelled */
  checkpoint(): void
  /** What the local policy, as it is now, has against a change. */
  objection(change: Change): Promise<'paused' | 'policy' | 'protected' | undefined>
  progress(state: StepState): void
}

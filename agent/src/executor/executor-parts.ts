import type { AgentFrame, Signal } from '@rollcall/shared/wire/frames'
import type { Log } from '../log/log.ts'
import type { Clock, Random } from '../ports.ts'
import type { Spool } from '../spool/spool.ts'
import type { Scrubber } from '../vault/scrubber.ts'
import type { ConnectorPool } from './connector-pool.ts'
import type { Leases } from './leases.ts'
import type { ReceiptWriter } from './receipt-writer.ts'
import type { StepContext } from './step-context.ts'

export type Progress = Omit<Extract<Signal, { kind: 'progress' }>, 'kind'>
export type ReceiptEnvelope = Extract<AgentFrame, { kind: 'receipt' }>['envelope']

/** What the executor is made of; `compose` puts it together. */
export interface ExecutorParts {
  readonly spool: Spool
  readonly pool: ConnectorPool
  readonly leases: Leases
  readonly receipts: ReceiptWriter
  readonly clock: Clock
  readonly random: Random
  readonly scrubber: Scrubber
  readonly log: Log
  /** What the local policy, as it is now, has against a change in an app. */
  objection(app: string, change: Parameters<StepContext['objection']>[0]): ReturnType<StepContext['objection']>
  /** Tells the control plane how far a job is; lost without harm. */
  progress(progress: Progress): void
}

import type { Signal } from '@rollcall/shared/wire/frames'
import type { LocalPolicyFile } from '../guard/local-policy-file.ts'
import type { Log } from '../log/log.ts'
import type { Clock, Random } from '../ports.ts'
import type { Spool } from '../spool/spool.ts'
import type { Scrubber } from '../vault/scrubber.ts'
import type { ConnectorPool } from './connector-pool.ts'
import type { Leases } from './leases.ts'
import type { ReceiptWriter } from './receipt-writer.ts'

export type Progress = Omit<Extract<Signal, { kind: 'progress' }>, 'kind'>

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
  readonly policy: LocalPolicyFile
  /** Tells the control plane how far a job is; lost without harm. */
  progress(progress: Progress): void
}

import type { Trust } from '@rollcall/shared/trust'
import type { Executor } from '../executor/executor.ts'
import type { Leases } from '../executor/leases.ts'
import type { ReceiptWriter } from '../executor/receipt-writer.ts'
import type { GuardContext } from '../guard/judge-job.ts'
import type { Identity } from '../home/identity.ts'
import type { Log } from '../log/log.ts'
import type { Clock } from '../ports.ts'
import type { Spool } from '../spool/spool.ts'

/** What taking in a control plane's message needs. */
export interface IntakeParts {
  readonly identity: Identity
  readonly trust: Trust
  readonly spool: Spool
  readonly receipts: ReceiptWriter
  readonly leases: Leases
  readonly executor: Executor
  readonly clock: Clock
  readonly log: Log
  readonly driftMs: () => number
  /** Policy and connectors as they are now. */
  guard(): Promise<GuardContext>
}

import type { Trust } from '@rollcall/shared/trust'
import type { ClockDrift } from '../clock-drift.ts'
import type { ConnectedApps } from '../connectors/connected-apps.ts'
import type { Executor } from '../executor/executor.ts'
import type { Leases } from '../executor/leases.ts'
import type { ReceiptWriter } from '../executor/receipt-writer.ts'
import type { LocalPolicyFile } from '../guard/local-policy-file.ts'
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
  readonly drift: ClockDrift
  readonly policy: LocalPolicyFile
  readonly apps: Pick<ConnectedApps, 'pinOf'>
}

import { Agent } from './agent.ts'
import { ClockDrift } from './clock-drift.ts'
import type { AgentConfig } from './config.ts'
import type { Catalogue } from './connectors/catalogue.ts'
import { ConnectedApps } from './connectors/connected-apps.ts'
import { ConnectorPool } from './executor/connector-pool.ts'
import { Executor } from './executor/executor.ts'
import { Leases } from './executor/leases.ts'
import { ReceiptWriter } from './executor/receipt-writer.ts'
import { lockHome } from './home/lock-home.ts'
import { openHome } from './home/open-home.ts'
import { Link } from './link/link.ts'
import { type LinkTimings, linkTimings } from './link/link-timings.ts'
import { createLog } from './log/log.ts'
import { type Clock, type Random, systemClock, systemRandom } from './ports.ts'
import { Spool } from './spool/spool.ts'

export interface ComposeOptions {
  readonly home: string
  readonly passphrase: Uint8Array
  readonly config: Pick<AgentConfig, 'scryptCost' | 'browser' | 'logLevel'>
  readonly catalogue: Catalogue
}

/** Members that a test chooses. */
export interface Overrides {
  readonly clock?: Clock
  readonly random?: Random
  readonly timings?: LinkTimings
  readonly connectorIdleMs?: number
  readonly writeLog?: (line: string) => void
}

export interface RunningAgent extends AsyncDisposable {
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** Puts an enrolled home directory to work. @throws UserError, VaultError */
export async function compose(options: ComposeOptions, overrides: Overrides = {}): Promise<RunningAgent> {
  const { clock = systemClock, random = systemRandom, timings = linkTimings } = overrides
  const { config, catalogue } = options
  const home = await openHome({ home: options.home, passphrase: options.passphrase, scryptCost: config.scryptCost, random })
  const { paths, identity, trust, policy, vault, keys, scrubber } = home
  const log = createLog({ level: config.logLevel, scrubber, ...(overrides.writeLog && { write: overrides.writeLog }) })
  await using opened = new AsyncDisposableStack()
  opened.use(lockHome(paths.lock))
  const spool = opened.use(new Spool(paths.spool))
  const drift = new ClockDrift()
  const leases = new Leases(clock)
  const apps = new ConnectedApps(paths.apps, catalogue)
  const link = new Link({ identity, trust, clock, random, log, timings, bound: keys.bound, spool })
  const idleMs = overrides.connectorIdleMs ?? 60_000
  const pool = opened.use(
    new ConnectorPool({ apps: paths.apps, catalogue, vault, keys, clock, random, log, idleMs, browser: config.browser }),
  )
  const receipts = new ReceiptWriter({ spool, identity, signer: keys.results, clock, random, policy, drift })
  const executor = opened.use(
    new Executor({
      spool,
      pool,
      leases,
      receipts,
      clock,
      random,
      scrubber,
      log,
      policy,
      progress: (said) => link.tell({ kind: 'progress', ...said }),
    }),
  )
  const agent = new Agent({ identity, trust, spool, receipts, leases, executor, clock, log, apps, policy, drift })
  const resources = opened.move()
  return {
    run: async (signal) => {
      await apps.refresh()
      const tidying = agent.tidy(signal)
      agent.resume()
      await link.run(agent, signal)
      await tidying
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

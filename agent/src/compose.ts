import { Agent } from './agent.ts'
import { type AgentConfig } from './config.ts'
import type { Catalogue } from './connectors/catalogue.ts'
import { ConnectedApps } from './connectors/connected-apps.ts'
import { ConnectorPool } from './executor/connector-pool.ts'
import type { Change } from './executor/decide-step.ts'
import { Executor } from './executor/executor.ts'
import type { Progress } from './executor/executor-parts.ts'
import { Leases } from './executor/leases.ts'
import { ReceiptWriter } from './executor/receipt-writer.ts'
import type { GuardContext } from './guard/judge-job.ts'
import { LocalPolicyFile } from './guard/local-policy-file.ts'
import { objectionTo } from './guard/objection-to.ts'
import { homePaths } from './home/home-paths.ts'
import { requireIdentity } from './home/identity.ts'
import { lockHome } from './home/lock-home.ts'
import { readPinnedTrust } from './home/pinned-trust.ts'
import { Link } from './link/link.ts'
import { type LinkTimings, linkTimings } from './link/link-timings.ts'
import { createLog } from './log/log.ts'
import { type Clock, type Random, systemClock, systemRandom } from './ports.ts'
import { Spool } from './spool/spool.ts'
import { UserError } from './user-error.ts'
import { openAgentKeys } from './vault/agent-keys.ts'
import { Scrubber } from './vault/scrubber.ts'
import { Vault } from './vault/vault.ts'
import { unlockVaultKey } from './vault/vault-key.ts'

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
  const { clock = systemClock, random = systemRandom } = overrides
  const paths = homePaths(options.home)
  const identity = await requireIdentity(paths.identity)
  const trust = await readPinnedTrust(paths.trust, identity.rootFingerprint)
  const policy = new LocalPolicyFile(paths.localPolicy)
  const { fault } = await policy.current()
  if (fault !== undefined) throw new UserError(fault)
  const scrubber = new Scrubber()
  const { key } = await unlockVaultKey({ folder: paths.vault, passphrase: options.passphrase, cost: options.config.scryptCost, random })
  const vault = new Vault({ folder: paths.vault, organization: identity.organization, key, random, scrubber })
  const keys = await openAgentKeys(vault)
  const log = createLog({ level: options.config.logLevel, scrubber, ...(overrides.writeLog && { write: overrides.writeLog }) })

  await using opened = new AsyncDisposableStack()
  opened.use(lockHome(paths.lock))
  const spool = opened.use(new Spool(paths.spool))
  let driftMs = 0
  const drift = { driftMs: () => driftMs, setDriftMs: (ms: number) => (driftMs = ms) }
  const { catalogue } = options
  const idleMs = overrides.connectorIdleMs ?? 60_000
  const pool = opened.use(
    new ConnectorPool({ apps: paths.apps, catalogue, vault, keys, clock, log, idleMs, browser: options.config.browser }),
  )
  const leases = new Leases(clock)
  const policyDigest = async () => (await policy.current()).digest
  const receipts = new ReceiptWriter({ spool, identity, signer: keys.results, clock, random, policyDigest, driftMs: drift.driftMs })
  const tell = { progress: (_progress: Progress) => {} }
  const objection = async (app: string, change: Change) => objectionTo((await policy.current()).policy, app, change)
  const progress = (said: Progress) => tell.progress(said)
  const executor = opened.use(new Executor({ spool, pool, leases, receipts, clock, random, scrubber, log, objection, progress }))
  const apps = new ConnectedApps(paths.apps, catalogue)
  const guard = async (): Promise<GuardContext> => ({
    identity,
    trust,
    spool,
    driftMs,
    at: clock.now(),
    policy: (await policy.current()).policy,
    pinOf: (app) => apps.pinOf(app),
  })
  const agent = new Agent({ identity, trust, spool, receipts, leases, executor, clock, log, guard, apps, policy, ...drift })
  const link = new Link({
    identity,
    trust,
    clock,
    random,
    log,
    url: identity.session,
    bound: keys.bound,
    outbox: spool.outbox,
    handlers: agent,
    bootId: Buffer.from(random(16)).toString('hex'),
    timings: overrides.timings ?? linkTimings,
    onState: (state) => {
      if (state.state === 'connected') log.info('link.up', { controlPlane: identity.controlPlane })
      spool.counters.setNote(
        'link',
        JSON.stringify({
          ...state,
          at: clock.now().toISOString(),
        }),
      )
    },
  })
  tell.progress = (said) => link.tell({ kind: 'progress', ...said })
  const resources = opened.move()
  return {
    run: async (signal) => {
      await apps.refresh()
      agent.resume()
      await link.run(signal)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

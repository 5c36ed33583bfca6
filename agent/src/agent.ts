import type { Welcome } from '@rollcall/shared/wire/frames'
import { wireLimits } from '@rollcall/shared/wire/frames'
import type { ConnectedApps } from './connectors/connected-apps.ts'
import type { IntakeParts } from './intake/intake-parts.ts'
import { LeaseKeeper } from './intake/lease-keeper.ts'
import { receiveCancel } from './intake/receive-cancel.ts'
import { receiveJob } from './intake/receive-job.ts'
import type { LinkHandlers } from './link/link.ts'
import type { NumberedFrame } from './link/live-session.ts'
import type { Introduction } from './link/shake-hands.ts'

export interface AgentParts extends IntakeParts {
  readonly apps: ConnectedApps
}

const tidyEveryMs = 3_600_000

/** What the agent does with what the control plane says. */
export class Agent implements LinkHandlers {
  readonly #parts: AgentParts
  readonly #leases: LeaseKeeper
  #announced = ''

  constructor(parts: AgentParts) {
    this.#parts = parts
    this.#leases = new LeaseKeeper(parts)
  }

  /** Keeps the spool from growing: now and once per hour, until the signal aborts. What is kept for how long is said at `Spool.prune`. */
  async tidy(signal: AbortSignal): Promise<void> {
    const { spool, clock, log } = this.#parts
    while (!signal.aborted) {
      try {
        spool.prune(clock.now())
      } catch (error) {
        log.error('spool.not_pruned', { error: error instanceof Error ? error.name : 'unknown' })
      }
      await clock.wait(tidyEveryMs, signal).catch(() => {})
    }
  }

  /** Takes up what a crash or a stop has left in hand. */
  resume(): void {
    const { spool, leases, executor, clock, log } = this.#parts
    for (const { job, app, fence, leaseMs, leaseUntilMs } of spool.journal.inHand()) {
      log.info('job.resumed', { job, app, fence })
      leases.grant({ job, fence, leaseMs, leftMs: leaseUntilMs - clock.now().getTime() })
      executor.enqueue({ job, app })
    }
  }

  async introduce(): Promise<Introduction> {
    const { spool, apps, policy, log } = this.#parts
    const announced = await apps.refresh()
    for (const app of apps.unknown) log.warn('app.not_usable', { app })
    const { digest: policyDigest, fault } = await policy.current()
    if (fault !== undefined) log.error('policy.unusable', { fault })
    this.#announced = `${apps.digest}.${policyDigest}`
    return {
      policyDigest,
      apps: [...announced],
      received: spool.counters.get('received'),
      sent: spool.counters.get('sent'),
      leases: spool.journal.inHand().map(({ job, fence }) => ({ job, fence })),
    }
  }

  welcomed({ clock: theirs, leases: { drop } }: Welcome): void {
    const { clock, leases, spool, log, drift } = this.#parts
    const driftMs = Date.parse(theirs) - clock.now().getTime()
    drift.ms = driftMs
    if (Math.abs(driftMs) > wireLimits.clockSkewMs) log.error('clock.skewed', { driftMs })
    for (const job of drop) leases.lose(job, spool.journal.find(job)?.fence ?? 0)
    leases.renewAll()
  }

  async receive(frame: NumberedFrame): Promise<void> {
    if (frame.kind === 'cancel') return receiveCancel(this.#parts, frame)
    return await receiveJob(this.#parts, frame)
  }

  received(): number {
    return this.#parts.spool.counters.get('received')
  }

  leaseHeld(envelope: unknown): void {
    this.#leases.held(envelope)
  }

  leaseLost({ job, fence }: Parameters<LinkHandlers['leaseLost']>[0]): void {
    this.#parts.leases.lose(job, fence)
  }

  dueLeases(): ReturnType<LinkHandlers['dueLeases']> {
    return this.#parts.leases.takeDue()
  }

  async hasChanged(): Promise<boolean> {
    const { apps, policy } = this.#parts
    await apps.refresh()
    return `${apps.digest}.${(await policy.current()).digest}` !== this.#announced
  }
}

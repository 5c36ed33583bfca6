import { recordInventory } from '@rollcall/control-plane/accounts/record-inventory'
import { recordObservation } from '@rollcall/control-plane/accounts/record-observation'
import { advanceCase } from '@rollcall/control-plane/cases/advance-case'
import { rowsOf } from '@rollcall/control-plane/database/rows-of'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { nextTry } from '@rollcall/control-plane/dispatch/next-try'
import { lockLedger } from '@rollcall/control-plane/ledger/lock-ledger'
import type { Ports } from '@rollcall/control-plane/ports'
import type { Id } from '@rollcall/shared/ids'
import type { SimulatedApps } from './simulated-apps.ts'

/** Does every job that is queued, in the simulated apps, and tells the control plane what it read, or that the app did not answer. */
export class SimulatedAgent {
  readonly #ports: Ports
  readonly #organization: Id<'organization'>
  readonly #apps: SimulatedApps

  constructor(ports: Ports, organization: Id<'organization'>, apps: SimulatedApps) {
    this.#ports = ports
    this.#organization = organization
    this.#apps = apps
  }

  /** Gives how many jobs it did, or tried. */
  async work(): Promise<number> {
    const { database, now } = this.#ports
    const queued = await database.read((em) =>
      rowsOf(em, JobRecord)
        .select('id')
        .where('organization', '=', this.#organization)
        .where('state', '=', 'queued')
        .where('notBefore', '<=', now())
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    )
    for (const { id } of queued) await this.#do(id)
    return queued.length
  }

  async #do(id: Id<'job'>): Promise<void> {
    const { database, now, random } = this.#ports
    await database.transact(async (em) => {
      await lockLedger(em, this.#organization)
      const job = await em.findOneOrFail(JobRecord, { id })
      if (job.state !== 'queued') return
      job.attempt += 1
      job.startedAt ??= now()
      if (this.#apps.down.has(job.app)) Object.assign(job, failedAt(job, now()))
      else await this.#succeed(em, job)
      await em.flush()
      if (job.case && job.state !== 'queued') await advanceCase(em, job.case, { at: now(), random })
    })
  }

  async #succeed(em: Parameters<typeof recordInventory>[0], job: JobRecord): Promise<void> {
    const { now, random } = this.#ports
    const where = { organization: this.#organization, app: job.app, at: now(), random }
    if (job.event === 'inventory')
      await recordInventory(em, { ...where, requestedAt: job.createdAt, accounts: this.#apps.accounts(job.app) })
    else await recordObservation(em, { ...where, ...this.#perform(job) })
    Object.assign(job, { state: 'done', failure: null, finishedAt: now() })
  }

  #perform(job: JobRecord) {
    const { app, account: query, person, steps, event } = job
    if (!query) throw new TypeError('a job that is no listing names an account')
    const done = this.#apps.perform(app, query, steps)
    if (done === undefined) throw new TypeError('the app is down')
    const { account, outcomes: stepOutcomes } = done
    const created = steps.some(({ verb }) => verb === 'account.create' || verb === 'account.prepare')
    return { person: person ?? null, query, account, created, job: { case: job.case ?? null, event, steps, stepOutcomes } }
  }
}

/** What the control plane makes of an app that does not answer. */
function failedAt(job: JobRecord, at: Date) {
  const notBefore = nextTry(job, at)
  const failure = 'unavailable'
  return notBefore === undefined ? { state: 'failed', failure, finishedAt: at } : { state: 'queued', failure, notBefore }
}

import { recordInventory } from '@rollcall/control-plane/accounts/record-inventory'
import { recordObservation } from '@rollcall/control-plane/accounts/record-observation'
import { advanceCase } from '@rollcall/control-plane/cases/advance-case'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { lockLedger } from '@rollcall/control-plane/ledger/lock-ledger'
import type { Ports } from '@rollcall/control-plane/ports'
import type { Id } from '@rollcall/shared/ids'
import type { SimulatedApps } from './simulated-apps.ts'

/** Does every job that is queued, in the simulated apps, and tells the control plane what it read; leaves jobs of apps that are down where they are. */
export class SimulatedAgent {
  readonly #ports: Ports
  readonly #organization: Id<'organization'>
  readonly #apps: SimulatedApps

  constructor(ports: Ports, organization: Id<'organization'>, apps: SimulatedApps) {
    this.#ports = ports
    this.#organization = organization
    this.#apps = apps
  }

  /** Gives how many jobs it did. */
  async work(): Promise<number> {
    const { database, now } = this.#ports
    const queued = await database.read((em) =>
      em.find(
        JobRecord,
        { organization: this.#organization, state: 'queued', notBefore: { $lte: now() }, app: { $nin: [...this.#apps.down] } },
        { fields: ['id'], orderBy: { createdAt: 'asc', id: 'asc' } },
      ),
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
      const where = { organization: this.#organization, app: job.app, at: now(), random }
      if (job.event === 'inventory')
        await recordInventory(em, { ...where, requestedAt: job.createdAt, accounts: this.#apps.accounts(job.app) })
      else await recordObservation(em, { ...where, ...this.#perform(job) })
      Object.assign(job, { state: 'done', failure: null, attempt: 1, startedAt: now(), finishedAt: now() })
      await em.flush()
      if (job.case) await advanceCase(em, job.case, { at: now(), random })
    })
  }

  #perform(job: JobRecord) {
    const { app, account: query, person, steps, event } = job
    if (!query) throw new TypeError('a job that is no listing names an account')
    const account = this.#apps.perform(app, query, steps)
    if (account === undefined) throw new TypeError('the app is down')
    const created = steps.some(({ verb }) => verb === 'account.create' || verb === 'account.prepare')
    const stepOutcomes = steps.map(() => 'changed' as const)
    return { person: person ?? null, query, account, created, job: { case: job.case ?? null, event, steps, stepOutcomes } }
  }
}

import type { Id } from '@rollcall/shared/ids'
import { plannedOrganizations } from '../cases/planned-organizations.ts'
import { runLoop } from '../database/loop.ts'
import { requestInventory } from '../dispatch/request-inventory.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { disableOldOrphans } from './disable-old-orphans.ts'
import { findDueListings } from './find-due-listings.ts'

const everyMs = 30_000

/** Has every app listed as often as policy says, and switches off accounts that nobody has claimed for too long. */
export class Reconciler {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'reconciling', topic: 'reconciling', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** One look at every organization with a policy. One that fails keeps no other waiting. */
  async tick(at: Date): Promise<boolean> {
    for (const organization of await this.#ports.database.read(plannedOrganizations)) {
      try {
        await this.#reconcile(organization, at)
      } catch (error) {
        this.#ports.log.error({ err: error, organization }, 'reconciling an organization failed; trying again later')
      }
    }
    return false
  }

  async #reconcile(organization: Id<'organization'>, at: Date): Promise<void> {
    const { database, random, wakeUps } = this.#ports
    const { due, disabled } = await database.transact(async (em) => {
      await lockLedger(em, organization)
      return {
        due: await findDueListings(em, { organization, at }),
        disabled: await disableOldOrphans(em, organization, { at, random }),
      }
    })
    for (const app of due) await requestInventory(this.#ports, { organization, app })
    if (disabled > 0) wakeUps.notify('dispatch')
  }
}

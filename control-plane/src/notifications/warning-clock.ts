import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { plannedOrganizations } from '../cases/planned-organizations.ts'
import { runLoop } from '../database/loop.ts'
import { activeOrdersOf } from '../orders/active-orders.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Policy } from '../policy/policy.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { closeUnclear } from './close-unclear.ts'
import { mayConcern } from './may-concern.ts'
import { warnOf } from './warn-of.ts'

/** Warnings are about days: an hour late is in time. */
const everyMs = 3_600_000
const batch = 1_000

/**
 * Tells others of starts and ends that come near, of everybody: also of those about whom nothing else gives a reason to look. It looks at the facts
 * and not at what was scheduled, so whatever it missed while it did not run it tells when it runs again.
 */
export class WarningClock {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'warnings', topic: 'clock', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Looks at everybody once. */
  async tick(at: Date): Promise<false> {
    for (const organization of await this.#ports.database.read(plannedOrganizations)) {
      const policy = (await this.#ports.database.read((em) => activePolicy(em, organization)))?.policy
      if (policy !== undefined) await this.#warn(organization, policy, at)
    }
    return false
  }

  async #warn(organization: Id<'organization'>, policy: Policy, at: Date): Promise<void> {
    const { database, random } = this.#ports
    await database.transact((em) => closeUnclear(em, { organization, at }))
    for (let after: Id<'person'> | undefined = 'per_'; after !== undefined; ) {
      const people = await database.read((em) => readBatch(em, organization, after))
      const near = await database.read((em) => nearOf(em, people, { policy, at }))
      for (const { person, extendedUntil } of near)
        await database.transact((em) => warnOf(em, { person, instants: [], policy, extendedUntil }, { at, random }))
      after = people.length === batch ? people.at(-1)?.id : undefined
    }
  }
}

async function readBatch(em: EntityManager, organization: Id<'organization'>, after: Id<'person'> | undefined): Promise<readonly Person[]> {
  return em.find(
    Person,
    { organization, presence: 'present', id: { $gt: after ?? 'per_' } },
    { orderBy: { id: 'asc' }, limit: batch, disableIdentityMap: true },
  )
}

async function nearOf(em: EntityManager, people: readonly Person[], { policy, at }: { policy: Policy; at: Date }) {
  const orders = await activeOrdersOf(
    em,
    people.map(({ id }) => id),
    at,
  )
  return people
    .filter(({ id }) => orders.get(id)?.forCauseAt === undefined)
    .map((person) => ({ person, extendedUntil: orders.get(person.id)?.extendedUntil }))
    .filter(
      ({ person, extendedUntil }) => person.status === 'unknown' || mayConcern(person.facts, { extendedUntil, at, roster: policy.roster }),
    )
}

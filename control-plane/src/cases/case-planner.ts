import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { runLoop } from '../database/loop.ts'
import { Person } from '../roster/person.entity.ts'
import type { CasePorts } from './case-ports.ts'
import { type PlanningEffects, planOrganization } from './plan-organization.ts'
import { plannedOrganizations } from './planned-organizations.ts'

/** People per transaction: enough that one commit costs little, few enough that others are not kept waiting. */
const batch = 100
const everyMs = 1_000
/** How long someone whose planning failed is left out, so that the others go on. */
const restMs = 60_000

/** Looks at everyone whose facts changed or whose next instant has come, and opens the cases that follow. */
export class CasePlanner {
  readonly #ports: CasePorts
  readonly #resting = new Map<Id<'person'>, Date>()

  constructor(ports: CasePorts) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'planning', topic: 'planning', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** Plans one batch; true when there may be more. */
  async tick(at: Date): Promise<boolean> {
    for (const [person, until] of this.#resting) if (until <= at) this.#resting.delete(person)
    const due = await this.#ports.database.read((em) => findDue(em, at, [...this.#resting.keys()]))
    try {
      await this.#plan(due, at)
    } catch (error) {
      if (due.length > 1) this.#ports.log.warn({ err: error, people: due.length }, 'planning a batch failed; planning one by one')
      for (const person of due) await this.#planOrRest(person, at)
    }
    return due.length === batch
  }

  async #planOrRest(person: Id<'person'>, at: Date): Promise<void> {
    try {
      await this.#plan([person], at)
    } catch (error) {
      this.#resting.set(person, new Date(at.getTime() + restMs))
      this.#ports.log.error({ err: error, person }, 'planning a person failed; trying again later')
    }
  }

  async #plan(ids: readonly Id<'person'>[], at: Date): Promise<void> {
    if (ids.length === 0) return
    const { database, wakeUps, random, jobs } = this.#ports
    const effects = await database.transact((em) => planBatch(em, ids, { at, random, jobs }))
    for (const agent of effects.flatMap(({ agents }) => [...agents])) wakeUps.notify('frames', agent)
    wakeUps.notify('dispatch')
  }
}

/** Locked, and those that another replica plans just now are left out. */
async function planBatch(
  em: EntityManager,
  ids: readonly Id<'person'>[],
  moment: Parameters<typeof planOrganization>[2],
): Promise<readonly PlanningEffects[]> {
  const where = { id: { $in: [...ids] }, ...isDue(moment.at) }
  const people = await em.find(Person, where, { orderBy: { recordedAt: 'asc', id: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE })
  const effects: PlanningEffects[] = []
  for (const group of Map.groupBy(people, ({ organization }) => organization).values())
    effects.push(await planOrganization(em, group, moment))
  return effects
}

async function findDue(em: EntityManager, at: Date, resting: readonly Id<'person'>[]): Promise<readonly Id<'person'>[]> {
  const organizations = await plannedOrganizations(em)
  if (organizations.length === 0) return []
  const people = await em.find(
    Person,
    { organization: { $in: [...organizations] }, ...isDue(at), ...(resting.length === 0 ? {} : { id: { $nin: [...resting] } }) },
    { fields: ['id'], orderBy: { recordedAt: 'asc', id: 'asc' }, limit: batch },
  )
  return people.map(({ id }) => id)
}

function isDue(at: Date) {
  return { $or: [{ needsPlanning: true }, { wakeAt: { $lte: at } }] }
}

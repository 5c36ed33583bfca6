import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { runLoop } from '../database/loop.ts'
import { rowsOf } from '../database/rows-of.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { PolicyVersion } from '../policy/policy-version.entity.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import type { Moment } from './moment.ts'
import { planOrganization } from './plan-organization.ts'

/** People per transaction: enough that one commit costs little, few enough that others are not kept waiting. */
const batch = 100
const everyMs = 1_000
/** How long someone whose planning failed is left out, so that the others go on. */
const restMs = 60_000

/** Looks at everyone whose facts changed or whose next instant has come, and opens the cases that follow. */
export class CasePlanner {
  readonly #ports: Ports
  readonly #resting = new Map<Id<'person'>, Date>()

  constructor(ports: Ports) {
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

  async #planOrRest(person: Due, at: Date): Promise<void> {
    try {
      await this.#plan([person], at)
    } catch (error) {
      this.#resting.set(person.id, new Date(at.getTime() + restMs))
      this.#ports.log.error({ err: error, person: person.id }, 'planning a person failed; trying again later')
    }
  }

  async #plan(due: readonly Due[], at: Date): Promise<void> {
    if (due.length === 0) return
    const { database, wakeUps, random } = this.#ports
    await database.transact((em) => planBatch(em, due, { at, random }))
    wakeUps.notify('dispatch')
  }
}

interface Due {
  readonly id: Id<'person'>
  readonly organization: Id<'organization'>
}

/** Who is no longer due, since another replica has planned them meanwhile, is left out. */
async function planBatch(em: EntityManager, due: readonly Due[], moment: Moment): Promise<void> {
  for (const [organization, some] of [...Map.groupBy(due, (one) => one.organization)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await lockLedger(em, organization)
    const where = { id: { $in: some.map(({ id }) => id) }, ...isDue(moment.at) }
    const people = await em.find(Person, where, { orderBy: inOrder })
    await planOrganization(em, people, moment)
  }
}

/** Nobody is planned where no policy is in force. Asked every second: no entities, and each half by its own index. */
async function findDue(em: EntityManager, at: Date, resting: readonly Id<'person'>[]): Promise<readonly Due[]> {
  const planned = rowsOf(em, PolicyVersion).select('organization').where(sql<boolean>`active`)
  const due = rowsOf(em, Person)
    .select(['id', 'organization'])
    .where((person) => {
      const isMarked = person.and([person('organization', 'in', planned), sql<boolean>`needs_planning = true`])
      // A list would have the database go through the organization's people.
      const isPlanned = person.exists(planned.where('organization', '=', sql<Id<'organization'>>`person.organization`))
      return person.or([isMarked, person.and([person('wakeAt', '<=', at), isPlanned])])
    })
  const awake = resting.length === 0 ? due : due.where('id', 'not in', resting)
  return awake.orderBy('recordedAt').orderBy('id').limit(batch).execute()
}

/** First told, first served. */
const inOrder = { recordedAt: 'asc', id: 'asc' } as const

function isDue(at: Date) {
  return { $or: [{ needsPlanning: true }, { wakeAt: { $lte: at } }] }
}

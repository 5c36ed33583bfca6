import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import { activeOrdersOf, type PersonOrders } from '../orders/active-orders.ts'
import { decidingWindow, phaseByHr } from '../planning/access-phase.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultRosterTerms, type RosterTerms } from '../policy/default-settings.ts'
import { accessOf } from './access-window.ts'
import { statusWithin } from './derive-status.ts'
import { isGone } from './is-gone.ts'
import { Person } from './person.entity.ts'

interface Question {
  readonly organization: Id<'organization'>
  /** Whose access an app has shown anew. */
  readonly people: Iterable<Id<'person'>>
  readonly at: Date
}

const batchSize = 1000

/**
 * Has those planned anew whose access is over, by HR or an order: an account that an app shows of them is one too many. Whoever works here, or will, is
 * left alone: what an app shows is not HR's word, and opens no case for them.
 */
export async function planThoseWithoutAccess(em: EntityManager, { organization, people, at }: Question): Promise<void> {
  const ids = [...new Set(people)]
  if (ids.length === 0) return
  const policy = (await activePolicy(em, organization))?.policy ?? defaultRosterTerms
  for (let start = 0; start < ids.length; start += batchSize) {
    const some = await rowsOf(em, Person)
      .select(['id', 'facts', 'presence', 'snapshotsMissed', 'saidToHaveLeft'])
      .where('organization', '=', organization)
      .where('id', 'in', ids.slice(start, start + batchSize))
      .execute()
    const orders = await activeOrdersOf(
      em,
      some.map(({ id }) => id),
      at,
    )
    const over = some.filter((person) => isOver(person, { at, policy, orders: orders.get(person.id) })).map(({ id }) => id)
    if (over.length > 0) await em.nativeUpdate(Person, { id: { $in: over } }, { needsPlanning: true })
  }
}

interface Look {
  readonly at: Date
  readonly policy: RosterTerms
  readonly orders: PersonOrders | undefined
}

type Listed = Pick<Person, 'facts' | 'presence' | 'snapshotsMissed' | 'saidToHaveLeft'>

function isOver(person: Listed, { at, policy, orders }: Look): boolean {
  if (orders?.forCauseAt !== undefined || isGone(person, policy.roster)) return true
  const { facts } = person
  const access = accessOf(facts, policy.calendar, { extendedUntil: orders?.extendedUntil })
  return phaseByHr({ status: statusWithin(facts, access, at).status, window: decidingWindow(access.windows, at), at }) === 'over'
}

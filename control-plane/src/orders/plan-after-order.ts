import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { standingOf } from '../cases/assess-person-standing.ts'
import { observePeople } from '../cases/observe-people.ts'
import { accessPhase } from '../planning/access-phase.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { planAnew } from '../roster/plan-anew.ts'
import { recordsOf } from '../roster/records-of.ts'
import type { PersonOrder } from './person-order.entity.ts'

/**
 * Has whom an order is about planned anew, once it counts or counts no more. A legal hold gives and takes no access: it stops what would be deleted or
 * handed over, so only somebody whose access is over is looked at for one.
 */
export async function planAfterOrder(em: EntityManager, { organization, person, kind }: PersonOrder, at: Date): Promise<void> {
  if (kind !== 'legal_hold') return planAnew(em, person)
  const records = (await recordsOf(em, [person])).get(person) ?? []
  const people = await em.find(Person, { id: { $in: [...records] } })
  const over = await whoseAccessIsOver(em, { organization, people, at })
  for (const record of people.filter(({ id }) => over.has(id))) record.needsPlanning = true
  await em.flush()
}

interface Question {
  readonly organization: Id<'organization'>
  readonly people: readonly Person[]
  readonly at: Date
}

/** By HR and by orders, as planning sees it. */
async function whoseAccessIsOver(em: EntityManager, { organization, people, at }: Question): Promise<ReadonlySet<Id<'person'>>> {
  const policy = (await activePolicy(em, organization))?.policy
  if (policy === undefined) return new Set()
  const observed = await observePeople(em, { organization, people, policy, at })
  const over = [...observed].filter(([, { person, orders }]) => {
    const { status, window, isForCause } = standingOf({ person, orders, policy, at })
    return accessPhase({ status, window, at, orders: { ...orders, forCause: isForCause } }) === 'over'
  })
  return new Set(over.map(([id]) => id))
}

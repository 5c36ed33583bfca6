import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { accessPhase, decidingWindow } from '../planning/access-phase.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { accessOf } from './access-window.ts'
import { type Calendar, defaultCalendar } from './calendar.ts'
import { deriveStatus } from './derive-status.ts'
import { Person } from './person.entity.ts'

interface Question {
  readonly organization: Id<'organization'>
  /** Whose access an app has shown anew. */
  readonly people: Iterable<Id<'person'>>
  readonly at: Date
}

const batchSize = 1000

/**
 * Has those planned anew whose access is over by HR: an account that an app shows of them is one too many. Whoever works here, or will, is
 * left alone: what an app shows is not HR's word, and opens no case for them.
 */
export async function planThoseWithoutAccess(em: EntityManager, { organization, people, at }: Question): Promise<void> {
  const ids = [...new Set(people)]
  if (ids.length === 0) return
  const calendar = (await activePolicy(em, organization))?.policy.calendar ?? defaultCalendar
  for (let start = 0; start < ids.length; start += batchSize) {
    const where = { organization, id: { $in: ids.slice(start, start + batchSize) } }
    const some = await em.find(Person, where, { fields: ['id', 'facts'], disableIdentityMap: true })
    const over = some.filter(({ facts }) => isOver(facts, at, calendar)).map(({ id }) => id)
    if (over.length > 0) await em.nativeUpdate(Person, { id: { $in: over } }, { needsPlanning: true })
  }
}

function isOver(facts: Person['facts'], at: Date, calendar: Calendar): boolean {
  const { status } = deriveStatus(facts, at, calendar)
  return accessPhase({ status, window: decidingWindow(accessOf(facts, calendar).windows, at), at }) === 'over'
}

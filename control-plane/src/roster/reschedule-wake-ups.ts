import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { accessOf, firstLookAt } from './access-window.ts'
import type { Calendar } from './calendar.ts'
import { Person } from './person.entity.ts'

interface Rescheduling {
  readonly organization: Id<'organization'>
  readonly calendar: Calendar
  readonly at: Date
}

const batchSize = 1000

/** Works out again when each person's access next changes by itself, a thousand people at a time. */
export async function rescheduleWakeUps(em: EntityManager, rescheduling: Rescheduling): Promise<void> {
  const ids = (await em.find(Person, { organization: rescheduling.organization }, { fields: ['id'], disableIdentityMap: true })).map(
    ({ id }) => id,
  )
  for (let start = 0; start < ids.length; start += batchSize) {
    const people = await em.find(Person, { id: { $in: ids.slice(start, start + batchSize) } }, { disableIdentityMap: true })
    for (const { id, facts, wakeAt } of people) {
      const next = earliest(wakeAt, firstLookAt(accessOf(facts, rescheduling.calendar), rescheduling.at))
      if (next?.getTime() !== wakeAt?.getTime()) await em.nativeUpdate(Person, { id }, { wakeAt: next })
    }
  }
}

/** The old wake-up is kept when it comes first: it may be due already, and the new calendar may have moved an end into the past. One look too many is harmless. */
function earliest(old: Date | null | undefined, next: Date | null): Date | null {
  if (old == null || next === null) return old ?? next
  return old < next ? old : next
}

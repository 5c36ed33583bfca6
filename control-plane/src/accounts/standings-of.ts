import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import { activeOrdersOf } from '../orders/active-orders.ts'
import { type AccessPhase, accessPhase, decidingWindow } from '../planning/access-phase.ts'
import type { RosterTerms } from '../policy/default-settings.ts'
import { type Access, accessOf } from '../roster/access-window.ts'
import { deriveStatus } from '../roster/derive-status.ts'
import { isGone } from '../roster/is-gone.ts'
import { Person } from '../roster/person.entity.ts'

/** Where somebody stands, by HR and by orders. */
export interface Standing {
  readonly person: Person
  readonly status: PersonStatus
  readonly access: Access
  readonly phase: AccessPhase
}

interface Question {
  readonly organization: Id<'organization'>
  readonly people: readonly Id<'person'>[]
  readonly policy: RosterTerms
  readonly at: Date
}

const batchSize = 1000

/** Where these people stand against their access windows at one instant. */
export async function standingsOf(em: EntityManager, question: Question): Promise<ReadonlyMap<Id<'person'>, Standing>> {
  const ids = [...new Set(question.people)]
  const standings = new Map<Id<'person'>, Standing>()
  for (let start = 0; start < ids.length; start += batchSize)
    for (const standing of await standingsOfSome(em, { ...question, people: ids.slice(start, start + batchSize) }))
      standings.set(standing.person.id, standing)
  return standings
}

async function standingsOfSome(em: EntityManager, { organization, people, policy, at }: Question): Promise<readonly Standing[]> {
  const found = await em.find(Person, { organization, id: { $in: [...people] } })
  const given = await activeOrdersOf(em, people, at)
  return found.map((person) => {
    const status = isGone(person, policy.roster) ? 'terminated' : deriveStatus(person.facts, at, policy.calendar).status
    const own = given.get(person.id)
    const access = accessOf(person.facts, policy.calendar, { extendedUntil: own?.extendedUntil })
    const orders = { forCause: own?.forCauseAt !== undefined, securityHold: own?.securityHold ?? false, legalHold: own?.legalHold ?? false }
    const phase = accessPhase({ status, window: decidingWindow(access.windows, at), orders, at })
    return { person, status, access, phase }
  })
}

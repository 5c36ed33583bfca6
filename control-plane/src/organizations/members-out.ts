import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { standingOf } from '../cases/assess-person-standing.ts'
import { activeOrdersOf } from '../orders/active-orders.ts'
import { accessPhase } from '../planning/access-phase.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import { Person } from '../roster/person.entity.ts'
import { recordsOf } from '../roster/records-of.ts'
import { Member } from './member.entity.ts'

/**
 * The members who have no say at this moment: who was removed, and who is somebody on the roster whose own access is over or held. An organization
 * whose last owner that would be keeps its owners: somebody has to be able to put it right.
 */
export async function membersOut(em: EntityManager, organization: Id<'organization'>, at: Date): Promise<ReadonlySet<Id<'member'>>> {
  const members = await em.find(Member, { organization })
  const gone = await peopleOut(em, { organization, people: members.flatMap(({ person }) => person ?? []), at })
  const removed = members.filter(({ removedAt }) => removedAt != null)
  const out = members.filter(({ person }) => person != null && gone.has(person))
  const owners = members.filter((member) => member.role === 'owner' && !removed.includes(member))
  const isHeadless = owners.every((owner) => out.includes(owner))
  const barred = out.filter((member) => !(isHeadless && owners.includes(member)))
  return new Set([...removed, ...barred].map(({ id }) => id))
}

interface Question {
  readonly organization: Id<'organization'>
  readonly people: readonly Id<'person'>[]
  readonly at: Date
}

async function peopleOut(em: EntityManager, { organization, people, at }: Question): Promise<ReadonlySet<Id<'person'>>> {
  if (people.length === 0) return new Set()
  const records = await recordsOf(em, people)
  const phases = await phasesOf(em, { organization, people: [...records.values()].flat(), at })
  return new Set(people.filter((person) => isOut((records.get(person) ?? []).flatMap((record) => phases.get(record) ?? []))))
}

/** Of several records of one human being, one under which they work is enough, unless they are locked. */
function isOut(phases: readonly ReturnType<typeof accessPhase>[]): boolean {
  if (phases.includes('held')) return true
  return phases.includes('over') && !phases.includes('inside') && !phases.includes('unclear')
}

async function phasesOf(em: EntityManager, { organization, people, at }: Question) {
  const policy = (await activePolicy(em, organization))?.policy ?? { ...defaultPolicySettings, calendar: defaultCalendar }
  const orders = await activeOrdersOf(em, people, at)
  const found = await em.find(Person, { organization, id: { $in: [...people] } })
  return new Map(
    found.map((person) => {
      const given = orders.get(person.id) ?? nothingOrdered
      const { status, window, isForCause: forCause } = standingOf({ person, orders: given, policy, at })
      const { securityHold, legalHold } = given
      return [person.id, accessPhase({ status, window, orders: { forCause, securityHold, legalHold }, at })]
    }),
  )
}

const nothingOrdered = { forCauseAt: undefined, securityHold: false, legalHold: false, extendedUntil: undefined }

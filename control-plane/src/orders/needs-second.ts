import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { countActivePeople } from '../cases/count-active-people.ts'
import { defaultGuardLimits, limitOf } from '../planning/check-guard.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultPolicySettings } from '../policy/default-settings.ts'
import type { OrderKind } from './order-kinds.ts'
import { PersonOrder } from './person-order.entity.ts'

const dayMs = 24 * 3_600_000
/** What the guard never holds. */
const guardFree: readonly OrderKind[] = ['for_cause', 'security_hold']

interface Question {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly kind: OrderKind
}

/**
 * Whether the order takes two people: as policy has it, and past as many people a day as the guard lets lose something. Nobody puts out a whole
 * company alone.
 */
export async function needsSecond(em: EntityManager, { organization, person, kind }: Question, at: Date): Promise<boolean> {
  if (!guardFree.includes(kind)) return false
  const policy = (await activePolicy(em, organization))?.policy
  const { forCauseNeedsTwo } = (policy ?? defaultPolicySettings).approvals
  if (kind === 'for_cause' && forCauseNeedsTwo) return true
  const since = new Date(at.getTime() - dayMs)
  const alone = { organization, kind: { $in: [...guardFree] }, confirmedBy: null, activeAt: { $gt: since } }
  const orders = await em.find(PersonOrder, alone, { fields: ['person'] })
  const people = new Set<string>([person, ...orders.map((order) => order.person)])
  return people.size > limitOf((policy?.guard ?? defaultGuardLimits).day.people, await countActivePeople(em, organization, people))
}

import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { TrippedLimit } from '../planning/check-guard.ts'
import type { Plan } from '../planning/plan.ts'
import { planHash } from '../planning/plan-hash.ts'
import { saltedPlanHash } from '../planning/salted-plan-hash.ts'
import type { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import type { Holding } from './held-before.ts'
import type { Moment } from './moment.ts'

export interface NewCase {
  readonly person: Pick<Person, 'id' | 'organization' | 'recordedAt'>
  readonly plan: Plan
  readonly policyDigest: string
  readonly effectiveAt: Date
  /** Limits that hold it; empty lets it run. */
  readonly tripped: readonly TrippedLimit[]
  /** What people said before, and what holds it too. */
  readonly holding?: Holding | undefined
  /** Set where there is nothing to run until a person decides. */
  readonly reason: string | null
  /** The order that opens it ahead of HR. */
  readonly order?: Id<'order'> | undefined
}

/** Stores a case. Its first ledger entries are the caller's (`openedEntries`), and after them whatever it starts (`startCase`). */
export function openCase(em: EntityManager, { person, plan, tripped, holding, reason, order, ...rest }: NewCase, moment: Moment): Case {
  const heldBy = holding?.reason ?? (tripped.length > 0 ? 'guard' : null)
  const isEmpty = plan.apps.length === 0 && plan.tasks.length === 0
  const needs = reason ?? (isEmpty ? (plan.left[0]?.reason ?? null) : null)
  const planSalt = Buffer.from(moment.random(16)).toString('base64url')
  return em.create(Case, {
    id: toId('case', moment.random(16)),
    organization: person.organization,
    person: person.id,
    kind: plan.kind,
    state: needs === null ? (heldBy === null ? 'planned' : 'held') : 'needs_person',
    reason: needs ?? heldBy,
    heldUntil: needs === null ? (holding?.until ?? null) : null,
    plan,
    planHash: planHash(plan),
    planSalt,
    saltedPlanHash: saltedPlanHash(plan, planSalt),
    order: order ?? null,
    waived: [],
    ...rest,
    recordedAt: person.recordedAt,
    openedAt: moment.at,
    closedAt: null,
    ledgerFrom: 0,
    ledgerTo: null,
  })
}

import type { EntityManager } from '@mikro-orm/sql'
import { JobRecord } from '../dispatch/job.entity.ts'
import type { Plan } from '../planning/plan.ts'
import type { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'

export interface Holding {
  readonly reason: 'schedule' | 'rejected_before'
  readonly until: Date | null
}

interface Question {
  readonly person: Pick<Person, 'id'>
  readonly plan: Plan
  readonly effectiveAt: Date
  /** The case that the new plan takes the place of. */
  readonly open: Pick<Case, 'kind' | 'reason' | 'heldUntil'> | undefined
  readonly at: Date
}

/** What people have said of the same turn before, and what counts for a new plan of it too: that it is postponed, or that the end is wrong. */
export async function heldBefore(em: EntityManager, { person, plan, effectiveAt, open, at }: Question): Promise<Holding | undefined> {
  if (open?.reason === 'schedule' && open.kind === plan.kind && open.heldUntil && open.heldUntil > at)
    return { reason: 'schedule', until: open.heldUntil }
  if (plan.kind !== 'leaver' || !(await isRejected(em, { person, effectiveAt }))) return undefined
  return { reason: 'rejected_before', until: null }
}

/** Whether somebody rejected this very end, and nobody has let it run since. HR that states another end is heard anew. */
async function isRejected(em: EntityManager, { person, effectiveAt }: Pick<Question, 'person' | 'effectiveAt'>): Promise<boolean> {
  const cases = await em.find(Case, { person: person.id, kind: 'leaver', effectiveAt }, { orderBy: { ledgerFrom: 'desc' } })
  const index = cases.findIndex(({ state, reason }) => state === 'cancelled' && reason === 'rejected')
  if (index === -1) return false
  const later = cases.slice(0, index).map(({ id }) => id)
  return later.length === 0 || (await em.count(JobRecord, { case: { $in: later } })) === 0
}

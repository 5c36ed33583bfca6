import type { EntityManager } from '@mikro-orm/sql'
import { toId } from '@rollcall/shared/ids'
import { queueJob } from '../dispatch/queue-job.ts'
import type { TrippedLimit } from '../planning/check-guard.ts'
import type { AppPlan, Plan } from '../planning/plan.ts'
import { planHash } from '../planning/plan-hash.ts'
import { saltedPlanHash } from '../planning/salted-plan-hash.ts'
import type { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import type { Moment } from './moment.ts'

export interface NewCase {
  readonly person: Pick<Person, 'id' | 'organization' | 'recordedAt'>
  readonly plan: Plan
  readonly policyDigest: string
  readonly effectiveAt: Date
  /** Limits that hold it; empty lets it run. */
  readonly tripped: readonly TrippedLimit[]
  /** Set where there is nothing to run until a person decides. */
  readonly reason: string | null
}

/** Stores a case and, unless it waits for a person, its jobs. Its ledger entries are the caller's (`openedEntries`). */
export function openCase(em: EntityManager, { person, plan, policyDigest, effectiveAt, tripped, reason }: NewCase, moment: Moment): Case {
  const isHeld = tripped.length > 0
  const needs = reason ?? (plan.apps.length === 0 ? (plan.left[0]?.reason ?? null) : null)
  const planSalt = Buffer.from(moment.random(16)).toString('base64url')
  const lifecycle = em.create(Case, {
    id: toId('case', moment.random(16)),
    organization: person.organization,
    person: person.id,
    kind: plan.kind,
    state: needs === null ? (isHeld ? 'held' : 'running') : 'needs_person',
    reason: needs ?? (isHeld ? 'guard' : null),
    plan,
    planHash: planHash(plan),
    planSalt,
    saltedPlanHash: saltedPlanHash(plan, planSalt),
    policyDigest,
    effectiveAt,
    recordedAt: person.recordedAt,
    openedAt: moment.at,
    closedAt: null,
    ledgerFrom: 0,
    ledgerTo: null,
  })
  if (lifecycle.state === 'running') createJobs(em, lifecycle, moment)
  return lifecycle
}

/** One job per app, all at once: agents run them in parallel. */
export function createJobs(em: EntityManager, lifecycle: Case, moment: Moment): void {
  const { organization, id, person, kind } = lifecycle
  for (const { app, account, ...plan } of lifecycle.plan.apps) {
    const steps = plan.steps.map(({ step }) => step)
    queueJob(em, { organization, case: id, person, app, event: kind, account, steps, rules: rulesOf(plan) }, moment)
  }
}

/** As many as a job may carry (`jobSchema`); the plan has them all. */
function rulesOf({ steps }: Pick<AppPlan, 'steps'>): readonly string[] {
  return [...new Set(steps.flatMap(({ because }) => because))].slice(0, 64).map((rule) => rule.slice(0, 128))
}

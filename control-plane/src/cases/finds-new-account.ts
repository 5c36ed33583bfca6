import type { JobRecord } from '../dispatch/job.entity.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { Case } from './case.entity.ts'

interface Look {
  readonly lifecycle: Pick<Case, 'kind' | 'plan'>
  readonly jobs: readonly Pick<JobRecord, 'app' | 'account'>[]
  readonly outcome: PlanOutcome
}

/** Whether a leaver turned out to have an account that their case knows nothing of. What its own jobs did or did not achieve is none. */
export function findsNewAccount({ lifecycle, jobs, outcome }: Look): boolean {
  if (lifecycle.kind !== 'leaver' || outcome.kind !== 'plan' || outcome.plan.kind !== 'leaver') return false
  const known = new Set([
    ...jobs.map(({ app, account }) => keyOf(app, account?.nativeId)),
    ...lifecycle.plan.apps.map(({ app, account }) => keyOf(app, account.nativeId)),
    ...lifecycle.plan.left.map(({ app, nativeId }) => keyOf(app, nativeId)),
  ])
  const wanted = [
    ...outcome.plan.apps.map(({ app, account }) => keyOf(app, account.nativeId)),
    ...outcome.plan.left.map(({ app, nativeId }) => keyOf(app, nativeId)),
  ]
  return wanted.some((key) => !known.has(key))
}

function keyOf(app: string, nativeId: string | undefined): string {
  return `${app} ${nativeId ?? ''}`
}

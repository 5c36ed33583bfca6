import type { JobRecord } from '../dispatch/job.entity.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { Case } from './case.entity.ts'

interface Waived {
  readonly lifecycle: Pick<Case, 'waived'>
  readonly jobs: readonly Pick<JobRecord, 'app' | 'account' | 'state'>[]
}

/** What is still to be done without that which somebody waived by name: whole accounts by their job, and single parts that are not ours to change. */
export function withoutWaived(outcome: PlanOutcome, { lifecycle, jobs }: Waived): PlanOutcome {
  if (outcome.kind !== 'plan') return outcome
  const waivedJobs = jobs.filter(({ state }) => state === 'waived')
  const isWaived = (app: string, nativeId: string | undefined) =>
    waivedJobs.some((job) => job.app === app && (job.account?.nativeId === undefined || job.account.nativeId === nativeId))
  const { apps, tasks, left } = outcome.plan
  const plan = {
    ...outcome.plan,
    apps: apps.filter(({ app, account }) => !isWaived(app, account.nativeId)),
    left: left.filter(({ app, nativeId, reason }) => {
      return !isWaived(app, nativeId) && !lifecycle.waived.some((part) => part.app === app && part.reason === reason)
    }),
  }
  return plan.apps.length + tasks.length + plan.left.length === 0 ? { kind: 'nothing' } : { kind: 'plan', plan }
}

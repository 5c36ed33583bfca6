import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { requestApproval } from '../approvals/request-approval.ts'
import type { JobRecord } from '../dispatch/job.entity.ts'
import { queueJob } from '../dispatch/queue-job.ts'
import type { AppPlan, PlannedApproval } from '../planning/plan.ts'
import type { ApprovalSettings } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import { createTasks } from '../tasks/create-tasks.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'
import { tasksOfCase } from '../tasks/tasks-of-case.ts'
import type { Case } from './case.entity.ts'
import { effectsOf } from './effects-of.ts'
import { jobEffect } from './job-effect.ts'
import { letGo } from './let-go.ts'
import { membersBehind } from './members-behind.ts'
import type { Moment } from './moment.ts'
import { stageWaitMs } from './waits-for.ts'

export interface Start {
  readonly lifecycle: Case
  readonly person: Person
  readonly approvals: ApprovalSettings
  /** Jobs that waited for the approval of the whole plan. */
  readonly waiting?: readonly JobRecord[]
}

/**
 * Makes the jobs and tasks of a case that nothing holds any more, and asks for the approvals that its parts need. A plan that needs approval as a
 * whole is held until it is approved (`runCase`). To be called after the case's first ledger entries were written.
 */
export async function startCase(em: EntityManager, start: Start, moment: Moment): Promise<void> {
  const { lifecycle } = start
  const { approval, apps } = lifecycle.plan
  if (approval === null) return runCase(em, start, moment)
  const effects = apps.map((app) => effectsOf(lifecycle, app))
  const asked = await ask(em, start, { need: approval, effects, moment })
  lifecycle.state = 'held'
  lifecycle.reason = 'approval'
  for (const app of apps) makeJob(em, { lifecycle, app, approval: asked, moment })
  await em.flush()
}

/** Sets a case going: what may go at once is queued, the rest waits for its turn. */
export async function runCase(em: EntityManager, start: Start, moment: Moment): Promise<void> {
  const { lifecycle, waiting = [] } = start
  lifecycle.state = 'running'
  lifecycle.reason = null
  lifecycle.heldUntil = null
  const jobs: JobRecord[] = []
  for (const app of lifecycle.plan.apps) {
    const approval = app.approval === null ? null : await askForApp(em, start, { app, need: app.approval, moment })
    const known = waiting.find((one) => jobEffect(one) === effectsOf(lifecycle, app))
    if (known !== undefined) Object.assign(known, { approval, waitsUntil: waitsUntil(app, moment.at) })
    jobs.push(known ?? makeJob(em, { lifecycle, app, approval, moment }))
  }
  const tasks = await makeTasks(em, start, moment)
  await letGo(em, { lifecycle, work: { jobs, checks: [], tasks, approvals: new Map() } }, moment)
}

async function makeTasks(em: EntityManager, { lifecycle, person }: Start, moment: Moment): Promise<readonly TaskRecord[]> {
  const { tasks } = lifecycle.plan
  if (tasks.length === 0) return []
  await createTasks(em, { lifecycle, person, tasks }, moment)
  await em.flush()
  return tasksOfCase(em, lifecycle.id)
}

interface NewJob {
  readonly lifecycle: Case
  readonly app: AppPlan
  readonly approval: Id<'approval'> | null
  readonly moment: Moment
}

function makeJob(em: EntityManager, { lifecycle, app: plan, approval, moment }: NewJob): JobRecord {
  const { organization, id, person, kind } = lifecycle
  const { app, account, stage, requires } = plan
  const steps = plan.steps.map(({ step }) => step)
  const waiting = { stage, requires: [...requires], approval, waitsUntil: lifecycle.state === 'held' ? null : waitsUntil(plan, moment.at) }
  return queueJob(em, { organization, case: id, person, app, event: kind, account, steps, rules: rulesOf(plan), waiting }, moment)
}

function waitsUntil({ stage }: AppPlan, at: Date): Date | null {
  return stage === 0 ? null : new Date(at.getTime() + stageWaitMs)
}

async function askForApp(
  em: EntityManager,
  start: Start,
  { app, need, moment }: { app: AppPlan; need: PlannedApproval; moment: Moment },
): Promise<Id<'approval'>> {
  return ask(em, start, { need, effects: [effectsOf(start.lifecycle, app)], moment })
}

interface Asking {
  readonly need: PlannedApproval
  readonly effects: readonly string[]
  readonly moment: Moment
}

async function ask(em: EntityManager, { lifecycle, person, approvals }: Start, { need, effects, moment }: Asking): Promise<Id<'approval'>> {
  const requestedBy = await membersBehind(em, { person: person.id, scope: need.scope, at: moment.at })
  const request = await requestApproval(em, { lifecycle, person, need, effects, requestedBy, settings: approvals }, moment)
  return request.id
}

/** As many as a job may carry (`jobSchema`); the plan has them all. */
function rulesOf({ steps }: Pick<AppPlan, 'steps'>): readonly string[] {
  return [...new Set(steps.flatMap(({ because }) => because))].slice(0, 64).map((rule) => rule.slice(0, 128))
}

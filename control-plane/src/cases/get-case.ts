import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { Refusal, StepReceipt } from '@rollcall/shared/receipt'
import { ApprovalRequest, type ApprovalState } from '../approvals/approval-request.entity.ts'
import type { Database } from '../database/database.ts'
import type { JobRecord } from '../dispatch/job.entity.ts'
import type { JobState } from '../dispatch/job-states.ts'
import type { LeftOut, LostAccess } from '../planning/plan.ts'
import { Person } from '../roster/person.entity.ts'
import { unclearOf } from '../roster/unclear-of.ts'
import type { UnclearEngagement } from '../roster/unclear-status.ts'
import type { TaskRecord } from '../tasks/task.entity.ts'
import { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import { type CaseWork, workOfCase } from './case-work.ts'
import { casesAskedOf } from './cases-asked-of.ts'
import { effectsOf } from './effects-of.ts'
import { jobEffect } from './job-effect.ts'
import { lastRefusals } from './last-refusals.ts'
import { type CaseSummary, toSummary } from './list-cases.ts'
import { waitsFor } from './waits-for.ts'

export interface CaseStep {
  readonly step: Step
  readonly because: readonly string[]
  /** The whole chain in words: rule, the fact that fits it, who says so and since when. */
  readonly why: readonly string[]
  /** What the last receipt says of it. */
  readonly receipt: StepReceipt | null
}

/** What a waiting job waits for; `until` bounds it where something does. */
export interface CaseWait {
  readonly kind: 'approval' | 'app' | 'stage'
  readonly of: string
  readonly until: string | null
}

export interface CaseJob {
  readonly app: string
  /** Null while the case is held: there is no job yet. */
  readonly id: Id<'job'> | null
  readonly state: JobState | null
  readonly failure: string | null
  /** The agent's own word where its local policy objected (`vetoed`). */
  readonly refusal?: Refusal
  readonly agent: Id<'agent'> | null
  readonly attempt: number
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly stage: number
  readonly waitsFor: readonly CaseWait[]
  readonly steps: readonly CaseStep[]
}

export interface CaseTask {
  /** Null while the case is held: nobody has been asked yet. */
  readonly id: Id<'task'> | null
  readonly key: string
  readonly app: string | null
  readonly title: string
  readonly state: TaskRecord['state'] | null
  readonly assignedTo: Id<'member'> | null
  readonly dueAt: string | null
  readonly reason: string | null
  readonly steps: readonly Omit<CaseStep, 'receipt'>[]
}

export interface CaseApproval {
  readonly id: Id<'approval'>
  readonly state: ApprovalState
  readonly scope: readonly string[]
  readonly route: string
  readonly approvers: readonly Id<'member'>[]
  readonly expiresAt: string
}

export interface CaseDetail extends CaseSummary {
  /** As jobs and the ledger name the plan. */
  readonly planHash: string
  readonly policyDigest: string
  readonly left: readonly (LeftOut & { readonly waived: boolean })[]
  readonly lost: readonly LostAccess[]
  readonly ledgerTo: number | null
  readonly jobs: readonly CaseJob[]
  readonly tasks: readonly CaseTask[]
  readonly approvals: readonly CaseApproval[]
  /** With `status_unclear`: where HR contradicts itself by now. */
  readonly unclear: readonly UnclearEngagement[]
}

export interface CaseQuestion {
  readonly organization: Id<'organization'>
  readonly case: Id<'case'>
  /** There only if this member is asked about it. */
  readonly askedOf?: Id<'member'> | undefined
  readonly at?: Date
}

/** One case with its jobs, tasks, approvals, steps and reasons. @throws CaseCommandError when the organization has no such case */
export async function getCase(database: Database, query: CaseQuestion): Promise<CaseDetail> {
  return database.read(async (em) => {
    const lifecycle = await em.findOne(Case, { id: query.case, organization: query.organization })
    if (lifecycle === null || (await isOthers(em, query)))
      throw new CaseCommandError('not_found', `there is no case ${query.case} in this organization`)
    const person = await em.findOne(Person, { id: lifecycle.person })
    const { saltedPlanHash, policyDigest, plan, ledgerTo } = lifecycle
    const name = person === null ? '' : `${person.facts.givenName} ${person.facts.familyName}`
    const work = await workOfCase(em, lifecycle.id)
    return {
      ...toSummary(lifecycle, name),
      planHash: saltedPlanHash,
      policyDigest,
      left: plan.left.map((part) => ({ ...part, waived: isWaived(lifecycle, part) })),
      lost: plan.lost,
      ledgerTo: ledgerTo ?? null,
      jobs: await withRefusals(em, lifecycle.id, jobsOf(lifecycle, work, query.at ?? lifecycle.openedAt)),
      tasks: tasksOf(lifecycle, work),
      approvals: await approvalsOf(em, lifecycle.id),
      unclear: person === null || lifecycle.reason !== 'status_unclear' ? [] : await unclearOf(em, person, query.at ?? lifecycle.openedAt),
    }
  })
}

async function isOthers(em: EntityManager, { organization, case: id, askedOf }: CaseQuestion): Promise<boolean> {
  return askedOf !== undefined && !(await casesAskedOf(em, { organization, member: askedOf })).includes(id)
}

function isWaived({ waived }: Case, { app, reason }: LeftOut): boolean {
  return waived.some((part) => part.app === app && part.reason === reason)
}

function jobsOf(lifecycle: Case, work: CaseWork, at: Date): readonly CaseJob[] {
  return lifecycle.plan.apps.map((plan) => {
    const record = work.jobs.find((job) => jobEffect(job) === effectsOf(lifecycle, plan))
    const receipts = record?.outcome ?? []
    return {
      ...stateOf(record),
      app: plan.app,
      stage: plan.stage,
      waitsFor: record?.state === 'waiting' ? waitsFor(record, { ...work, at }).map(toWait) : [],
      steps: plan.steps.map((planned, index) => ({ ...planned, receipt: receipts.find((receipt) => receipt.index === index) ?? null })),
    }
  })
}

async function withRefusals(em: EntityManager, lifecycle: Id<'case'>, jobs: readonly CaseJob[]): Promise<readonly CaseJob[]> {
  if (!jobs.some(({ failure }) => failure === 'vetoed')) return jobs
  const refusals = await lastRefusals(em, lifecycle)
  return jobs.map((job) => {
    const refusal = job.id === null || job.failure !== 'vetoed' ? undefined : refusals.get(job.id)
    return refusal === undefined ? job : { ...job, refusal }
  })
}

function toWait(reason: ReturnType<typeof waitsFor>[number]): CaseWait {
  switch (reason.kind) {
    case 'approval':
      return { kind: 'approval', of: reason.approval, until: null }
    case 'app':
      return { kind: 'app', of: reason.app, until: null }
    case 'stage':
      return { kind: 'stage', of: '', until: reason.until.toISOString() }
  }
}

function stateOf(record: JobRecord | undefined): Omit<CaseJob, 'app' | 'steps' | 'stage' | 'waitsFor'> {
  return {
    id: record?.id ?? null,
    state: record?.state ?? null,
    failure: record?.failure ?? null,
    agent: record?.agent ?? null,
    attempt: record?.attempt ?? 0,
    startedAt: record?.startedAt?.toISOString() ?? null,
    finishedAt: record?.finishedAt?.toISOString() ?? null,
  }
}

function tasksOf({ plan }: Case, { tasks }: CaseWork): readonly CaseTask[] {
  return plan.tasks.map(({ key, app, title, steps }) => {
    const record = tasks.find((task) => task.key === key)
    return {
      id: record?.id ?? null,
      key,
      app,
      title,
      state: record?.state ?? null,
      assignedTo: record?.assignedTo ?? null,
      dueAt: record?.dueAt.toISOString() ?? null,
      reason: record?.reason ?? null,
      steps,
    }
  })
}

async function approvalsOf(em: EntityManager, id: Id<'case'>): Promise<readonly CaseApproval[]> {
  const requests = await em.find(ApprovalRequest, { case: id }, { orderBy: { createdAt: 'asc', id: 'asc' } })
  return requests.map((request) => ({
    id: request.id,
    state: request.state,
    scope: request.scope,
    route: request.route,
    approvers: request.approvers,
    expiresAt: request.expiresAt.toISOString(),
  }))
}

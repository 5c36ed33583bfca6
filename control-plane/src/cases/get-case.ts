import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { StepReceipt } from '@rollcall/shared/receipt'
import type { Database } from '../database/database.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import type { JobState } from '../dispatch/job-states.ts'
import type { LeftOut } from '../planning/plan.ts'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import { type CaseSummary, toSummary } from './list-cases.ts'

export interface CaseStep {
  readonly step: Step
  readonly because: readonly string[]
  /** What the last receipt says of it. */
  readonly receipt: StepReceipt | null
}

export interface CaseJob {
  readonly app: string
  /** Null while the case is held: there is no job yet. */
  readonly id: Id<'job'> | null
  readonly state: JobState | null
  readonly failure: string | null
  readonly agent: Id<'agent'> | null
  readonly attempt: number
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly steps: readonly CaseStep[]
}

export interface CaseDetail extends CaseSummary {
  /** As jobs and the ledger name the plan. */
  readonly planHash: string
  readonly policyDigest: string
  readonly left: readonly LeftOut[]
  readonly ledgerTo: number | null
  readonly jobs: readonly CaseJob[]
}

/** One case with its jobs, steps and reasons. @throws CaseCommandError when the organization has no such case */
export async function getCase(
  database: Database,
  query: { readonly organization: Id<'organization'>; readonly case: Id<'case'> },
): Promise<CaseDetail> {
  return database.read(async (em) => {
    const lifecycle = await em.findOne(Case, { id: query.case, organization: query.organization })
    if (lifecycle === null) throw new CaseCommandError('not_found', `there is no case ${query.case} in this organization`)
    const person = await em.findOne(Person, { id: lifecycle.person })
    const { saltedPlanHash, policyDigest, plan, ledgerTo } = lifecycle
    const name = person === null ? '' : `${person.facts.givenName} ${person.facts.familyName}`
    return {
      ...toSummary(lifecycle, name),
      planHash: saltedPlanHash,
      policyDigest,
      left: plan.left,
      ledgerTo: ledgerTo ?? null,
      jobs: await jobsOf(em, lifecycle),
    }
  })
}

async function jobsOf(em: EntityManager, { id, plan }: Case): Promise<readonly CaseJob[]> {
  const records = await em.find(JobRecord, { case: id })
  return plan.apps.map(({ app, account, steps }) => {
    const record = records.find((job) => job.app === app && job.account?.nativeId === account.nativeId)
    const receipts = record?.outcome ?? []
    return {
      ...stateOf(record),
      app,
      steps: steps.map((planned, index) => ({ ...planned, receipt: receipts.find((receipt) => receipt.index === index) ?? null })),
    }
  })
}

function stateOf(record: JobRecord | undefined): Omit<CaseJob, 'app' | 'steps'> {
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

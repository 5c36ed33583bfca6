import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { JobRecord } from '../dispatch/job.entity.ts'
import { activePolicy, policyByDigest } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { planAnew } from '../roster/plan-anew.ts'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'
import { type CaseWork, workOfCase } from './case-work.ts'
import { letGo } from './let-go.ts'
import type { Moment } from './moment.ts'
import { needPerson } from './need-person.ts'
import { runApproved } from './run-approved.ts'
import { verifyCase } from './verify-case.ts'

/**
 * Moves a case on after one of its jobs, tasks or approvals changed state, in the transaction of what changed it, which holds the ledger
 * (`lockLedger`). When the last one is settled the person is planned anew against the accounts as they are now read: only when nothing is left to
 * do is the case closed.
 */
export async function advanceCase(em: EntityManager, id: Id<'case'>, moment: Moment): Promise<void> {
  const lifecycle = await em.findOneOrFail(Case, { id })
  const person = await em.findOneOrFail(Person, { id: lifecycle.person })
  // A job of a case that has ended meanwhile still changed what is observed.
  if (!openStates.includes(lifecycle.state)) return planAnew(em, person.id)
  const work = await workOfCase(em, id)
  if (lifecycle.state === 'held') return runApproved(em, { lifecycle, person, work }, moment)
  if (lifecycle.reason === 'status_unclear') return
  dropUnapproved(work, moment.at)
  await letGo(em, { lifecycle, work }, moment)
  const stuck = work.jobs.find(isStuck)
  if (stuck !== undefined) return needPerson(lifecycle, stuck.failure ?? stuck.state)
  if (!isSettled(work)) return void Object.assign(lifecycle, { state: 'running', reason: null })
  // A case in flight keeps the version that it was opened under.
  const policy =
    (await policyByDigest(em, person.organization, lifecycle.policyDigest)) ?? (await activePolicy(em, person.organization))?.policy
  if (policy === undefined) return void (person.needsPlanning = true)
  await verifyCase(em, { lifecycle, person, work, policy }, moment)
}

/** Parts that somebody refused are not wanted any more; parts that nobody decided in time wait for a person. */
function dropUnapproved({ jobs, approvals }: CaseWork, at: Date): void {
  for (const job of jobs) {
    const state = job.state === 'waiting' && job.approval ? approvals.get(job.approval) : undefined
    if (state === 'refused') Object.assign(job, { state: 'revoked', failure: 'refused', waitsUntil: null, finishedAt: at })
    if (state === 'expired') Object.assign(job, { state: 'expired', failure: 'approval_expired', waitsUntil: null, finishedAt: at })
  }
}

function isStuck({ state, failure }: JobRecord): boolean {
  return state === 'failed' || state === 'expired' || (state === 'revoked' && failure !== 'refused')
}

function isSettled({ jobs, tasks }: CaseWork): boolean {
  return (
    jobs.every(({ state }) => state === 'done' || state === 'waived' || state === 'revoked') &&
    tasks.every(({ state }) => state === 'done' || state === 'waived' || state === 'revoked')
  )
}

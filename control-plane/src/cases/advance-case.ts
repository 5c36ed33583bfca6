import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { JobRecord } from '../dispatch/job.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { assessPeople } from './assess-people.ts'
import type { Assessment } from './assess-person.ts'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'
import { closeCase } from './end-case.ts'
import { factsHaveChanged } from './facts-have-changed.ts'
import { findsNewAccount } from './finds-new-account.ts'
import type { Moment } from './moment.ts'

/**
 * Moves a case on after one of its jobs changed state, in the transaction of what changed it, which holds the ledger (`lockLedger`). When the last job is done the person is planned
 * anew against the accounts as they are now read: only when nothing is left to do is the case closed.
 */
export async function advanceCase(em: EntityManager, id: Id<'case'>, moment: Moment): Promise<void> {
  const lifecycle = await em.findOneOrFail(Case, { id })
  const person = await em.findOneOrFail(Person, { id: lifecycle.person })
  // A job of a case that has ended meanwhile still changed what is observed.
  if (!openStates.includes(lifecycle.state)) return void (person.needsPlanning = true)
  const jobs = await em.find(JobRecord, { case: id }, { orderBy: { app: 'asc', id: 'asc' } })
  const stuck = jobs.find(({ state }) => state === 'failed' || state === 'expired' || state === 'revoked')
  if (stuck !== undefined) return needPerson(lifecycle, stuck.failure ?? stuck.state)
  if (jobs.some(({ state }) => state !== 'done')) return
  await verify(em, { lifecycle, person, jobs, moment })
}

interface Verification {
  readonly lifecycle: Case
  readonly person: Person
  readonly jobs: readonly JobRecord[]
  readonly moment: Moment
}

async function verify(em: EntityManager, { lifecycle, person, jobs, moment }: Verification): Promise<void> {
  lifecycle.state = 'verifying'
  const active = await activePolicy(em, person.organization)
  if (active === undefined) return void (person.needsPlanning = true)
  // Whether HR still lists the person has no say in whether what was ordered has been done.
  const asked = { ...viewOf(person), presence: 'present' as const }
  const assessments = await assessPeople(em, { organization: person.organization, people: [asked], policy: active.policy, at: moment.at })
  const assessment = assessments.get(person.id)
  if (assessment === undefined) return
  if (assessment.outcome.kind === 'nothing') return close(em, lifecycle, moment)
  const { outcome } = assessment
  const isNews = factsHaveChanged(lifecycle, { outcome, recordedAt: person.recordedAt, policyDigest: active.policy.digest })
  if (isNews || findsNewAccount({ lifecycle, jobs, outcome })) person.needsPlanning = true
  else needPerson(lifecycle, whyNotClosed(assessment))
}

async function close(em: EntityManager, lifecycle: Case, { at, random }: Verification['moment']): Promise<void> {
  const { to } = await appendEntries(em, lifecycle.organization, [closeCase(lifecycle, at)], { at, random })
  lifecycle.ledgerTo = to
}

function needPerson(lifecycle: Case, reason: string): void {
  lifecycle.state = 'needs_person'
  lifecycle.reason = reason
}

function whyNotClosed({ outcome }: Assessment): string {
  const isOnlyLeft = outcome.kind === 'plan' && outcome.plan.apps.length === 0
  return (isOnlyLeft ? outcome.plan.left[0]?.reason : undefined) ?? 'unverified'
}

function viewOf({ id, facts, recordedAt, firstRecordedAt, factsDigest, snapshotsMissed }: Person) {
  return { id, facts, recordedAt, firstRecordedAt, factsDigest, snapshotsMissed }
}

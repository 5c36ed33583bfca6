import type { EntityManager } from '@mikro-orm/sql'
import { appendEntries } from '../ledger/append-entries.ts'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { Policy } from '../policy/policy.ts'
import { isGone } from '../roster/is-gone.ts'
import type { Person } from '../roster/person.entity.ts'
import { Schedule } from '../schedule/schedule.ts'
import { assessObserved } from './assess-people.ts'
import type { Assessment } from './assess-person.ts'
import { awaitConditions } from './await-conditions.ts'
import { awaitedConditions } from './awaited-conditions.ts'
import type { Case } from './case.entity.ts'
import type { CaseWork } from './case-work.ts'
import { closeCase } from './close-case.ts'
import { factsHaveChanged } from './facts-have-changed.ts'
import { findsNewAccount } from './finds-new-account.ts'
import type { Moment } from './moment.ts'
import { needPerson } from './need-person.ts'
import { observePeople } from './observe-people.ts'
import { withoutWaived } from './without-waived.ts'

export interface Verification {
  readonly lifecycle: Case
  readonly person: Person
  readonly work: CaseWork
  readonly policy: Policy
}

/** All work of a case is settled: closes it if the person's accounts, as read, want nothing more that nobody waived; else says why not. */
export async function verifyCase(em: EntityManager, verification: Verification, moment: Moment): Promise<void> {
  const { lifecycle, person, work, policy } = verification
  lifecycle.state = 'verifying'
  const { observed, assessment } = await lookAgain(em, verification, moment.at)
  if (observed === undefined || assessment === undefined) return
  const { outcome } = assessment
  const left = withoutWaived(outcome, { lifecycle, jobs: work.jobs })
  const conditions = lifecycle.kind === 'leaver' ? awaitedConditions(policy, observed.accounts) : []
  if (left.kind === 'nothing' && conditions.length === 0) {
    const closed = await closeCase(em, { lifecycle, observed, policy, moment })
    const { to } = await appendEntries(em, lifecycle.organization, [closed], moment)
    lifecycle.ledgerTo = to
    return scheduleAnew(em, { person, assessment }, moment.at)
  }
  if (isNews(verification, left, moment.at)) person.needsPlanning = true
  else if (left.kind === 'nothing') awaitConditions(em, { lifecycle, checks: work.checks, conditions }, moment)
  else needPerson(lifecycle, whyNotClosed(left))
}

/** What the case did may have set an instant: an account that was switched off is deleted one day. */
async function scheduleAnew(
  em: EntityManager,
  { person, assessment }: { readonly person: Person; readonly assessment: Assessment },
  at: Date,
): Promise<void> {
  const schedule = new Schedule(person.organization, at)
  await schedule.read(em, [person.id])
  const next = schedule.put(person.id, assessment.instants, assessment.wakeAt)
  if (next !== null && (person.wakeAt == null || next < person.wakeAt)) person.wakeAt = next
  await schedule.store(em)
}

/** Whether HR still lists the person has no say in whether what was ordered has been done, unless it was their going that ordered it. */
async function lookAgain(em: EntityManager, { person, policy }: Verification, at: Date) {
  const { id, organization, source, facts, factsDigest, recordedAt, firstRecordedAt, snapshotsMissed, saidToHaveLeft } = person
  const presence = isGone(person, policy.roster) ? person.presence : ('present' as const)
  const asked = { id, source, facts, factsDigest, recordedAt, firstRecordedAt, presence, snapshotsMissed, saidToHaveLeft }
  const question = { organization, people: [asked], policy, at }
  const observed = await observePeople(em, question)
  const assessments = await assessObserved(em, { ...question, observed })
  return { observed: observed.get(id), assessment: assessments.get(id) }
}

/** Something that this case cannot settle: the planner looks, and another case follows. */
function isNews({ lifecycle, person, work }: Verification, outcome: PlanOutcome, at: Date): boolean {
  const { policyDigest } = lifecycle
  const isDue = person.wakeAt != null && person.wakeAt <= at
  const hasCome = lifecycle.reason === 'waits_for_condition' && outcome.kind === 'plan'
  const isOther = outcome.kind !== 'nothing' && factsHaveChanged(lifecycle, { outcome, recordedAt: person.recordedAt, policyDigest })
  return isDue || hasCome || isOther || findsNewAccount({ lifecycle, jobs: work.jobs, outcome })
}

function whyNotClosed(outcome: PlanOutcome): string {
  const isOnlyLeft = outcome.kind === 'plan' && outcome.plan.apps.length === 0
  return (isOnlyLeft ? outcome.plan.left[0]?.reason : undefined) ?? 'unverified'
}

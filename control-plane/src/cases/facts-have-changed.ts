import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { PlanOutcome } from '../planning/plan-access.ts'
import type { Case } from './case.entity.ts'

interface Facts {
  readonly outcome: PlanOutcome
  /** When HR's current statement about the person reached us. */
  readonly recordedAt: Date
  readonly policyDigest: string
}

/** Whether HR, policy or the clock said something new since the case was opened; what agents read from apps does not count. */
export function factsHaveChanged(lifecycle: Pick<Case, 'kind' | 'recordedAt' | 'policyDigest' | 'reason'>, facts: Facts): boolean {
  if (facts.recordedAt.getTime() !== lifecycle.recordedAt.getTime()) return true
  if (facts.policyDigest !== lifecycle.policyDigest) return true
  if ((facts.outcome.kind === 'unclear') !== (lifecycle.reason === 'status_unclear')) return true
  return facts.outcome.kind === 'plan' && directionOf[facts.outcome.plan.kind] !== directionOf[lifecycle.kind]
}

/** What gives turns into another giving kind by its own first steps: a joiner whose account is there is a mover. */
const directionOf: Readonly<Record<CaseKind, string>> = {
  joiner: 'gives',
  mover: 'gives',
  restore: 'gives',
  leaver: 'leaver',
  leave: 'leave',
  hold: 'hold',
}

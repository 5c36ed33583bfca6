import { digestOf } from '@rollcall/shared/digest'
import { accessPhase } from './access-phase.ts'
import { startOfDay } from './local-day.ts'
import type { RaisedQuestion } from './plan.ts'
import type { PlanFacts } from './plan-facts.ts'
import { grantsByHand } from './plan-revokes.ts'
import { findConflicts } from './separate-duties.ts'

export interface Doubts {
  /** HR said something else of the person earlier: what is left over from then is asked about. Of others, reconciliation asks. */
  readonly hasMoved: boolean
  /** Contracts without an end, which every contract has to have: HR's key of each, and since when. */
  readonly endlessContracts: readonly string[]
  readonly longLeaveDays: number
}

/** What a person should decide or see; the plan goes on without. */
export function raiseQuestions(facts: PlanFacts, { hasMoved, endlessContracts, longLeaveDays }: Doubts): readonly RaisedQuestion[] {
  if (accessPhase(facts) !== 'inside' || facts.presence === 'missing') return []
  return [
    ...(hasMoved ? facts.accounts.flatMap((account) => handGrants(facts, account)) : []),
    ...findConflicts(facts).broken.map((rule) => question(facts, { kind: 'separation_of_duties', details: { rule } })),
    ...endless(facts, endlessContracts),
    ...longLeave(facts, longLeaveDays),
  ]
}

function handGrants(facts: PlanFacts, account: PlanFacts['accounts'][number]): readonly RaisedQuestion[] {
  const { app, nativeId, active } = account
  if (!active || account.protected) return []
  return grantsByHand(facts, account).map((entitlement) => question(facts, { kind: 'hand_grant', app, nativeId, details: { entitlement } }))
}

/** One question, whichever contracts they are: it has been asked by the same key since before it named them. */
function endless(facts: PlanFacts, contracts: readonly string[]): readonly RaisedQuestion[] {
  if (contracts.length === 0) return []
  const asked = question(facts, { kind: 'contractor_without_end', details: {} })
  return [{ ...asked, details: { contract: contracts.join(', '), toDo: 'state an end date in HR, then import again' } }]
}

function longLeave(facts: PlanFacts, longLeaveDays: number): readonly RaisedQuestion[] {
  const { leaveFrom, at } = facts
  if (leaveFrom === undefined || at < startOfDay(leaveFrom, longLeaveDays)) return []
  return [question(facts, { kind: 'long_leave', details: { since: startOfDay(leaveFrom).toISOString() } })]
}

type Parts = Pick<RaisedQuestion, 'kind' | 'details'> & Partial<Pick<RaisedQuestion, 'app' | 'nativeId'>>

/** The key is a digest: it holds neither names nor more characters than a column does. */
function question({ person, window }: PlanFacts, { kind, details, app = null, nativeId = null }: Parts): RaisedQuestion {
  const key = digestOf({ kind, person, app, nativeId, details, from: window?.from.toISOString() ?? null })
  return { kind, key, app, nativeId, details }
}

import type { AccountDraft } from '@rollcall/shared/connector/account'
import { sameText } from '../accounts/match-keys.ts'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { type Draft, draftOf, isAtWork, queryForNew } from './draft.ts'
import type { LeftOutReason } from './plan.ts'
import type { PlanFacts } from './plan-facts.ts'
import { isRefused, planGrants } from './plan-grants.ts'
import { findConflicts } from './separate-duties.ts'

/** An account where there is none, with what belongs into it; or why there cannot be one yet. */
export function planNewAccount(facts: PlanFacts, app: string, desired: DesiredAccount): readonly Draft[] {
  if (isRefused(facts, app)) return []
  const { person, explain } = facts
  const query = queryForNew(person, desired)
  const turn = facts.accounts.some((account) => isAtWork(facts, account)) ? 'mover' : 'joiner'
  const reason = whyNoAccount(facts, app, desired)
  if (reason !== undefined) return [draftOf({ app, query, turn, left: [{ app, reason }] })]
  const grants = planGrants(facts, { app, desired, account: undefined })
  const create = {
    step: { verb: 'account.create' as const, draft: accountDraft(facts, desired) },
    because: desired.rules,
    why: desired.rules.map(explain.rule),
  }
  return [draftOf({ app, query, turn, steps: [create, ...grants.steps], approved: grants.approved, left: grants.left })]
}

export function accountDraft({ person }: PlanFacts, desired: DesiredAccount): AccountDraft {
  const { userName, ...profile } = desired.attributes
  return { userName, externalId: person, profile }
}

/** A second account for somebody who has one is worse than an hour without: whoever is in doubt waits for a person. */
export function whyNoAccount(facts: PlanFacts, app: string, desired: DesiredAccount): LeftOutReason | undefined {
  const { doubts, takenUserNames } = facts
  const doubt = (['possible_rehire', 'address_conflict', 'end_date_missing'] as const).find(
    (one) => doubts.has(one) && (one !== 'address_conflict' || usesAddress(facts, desired)),
  )
  if (doubt !== undefined) return doubt
  if (desired.attributes.userName === '') return 'user_name_missing'
  if (takenUserNames.has(app)) return 'user_name_taken'
  return findConflicts(facts).barred.has(app) ? 'separation_of_duties' : undefined
}

/** Whether the account would be known by the work address. One under another name may be made, whoever else has the address. */
function usesAddress({ address }: PlanFacts, { attributes: { userName, email } }: DesiredAccount): boolean {
  return address !== '' && [userName, email ?? ''].some((text) => sameText(text) === sameText(address))
}

import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import { accountsIn, type Draft, draftOf, queryFor, queryForNew } from './draft.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { isRefused } from './plan-grants.ts'
import { accountDraft, whyNoAccount } from './plan-new-account.ts'
import { shutSteps } from './plan-shut.ts'

const startIsAhead = ['the start is ahead']

/** Before the start: accounts that nobody can use yet, in good time, where an agent can make such; and what we opened too early is off again. */
export function planBefore(facts: PlanFacts): readonly Draft[] {
  const prepared = [...facts.desired].flatMap(([app, desired]) => prepare(facts, app, desired))
  return [...prepared, ...facts.accounts.filter(weOpened).map((account) => closeAgain(facts, account))]
}

function prepare(facts: PlanFacts, app: string, desired: DesiredAccount): readonly Draft[] {
  const { at, person, explain } = facts
  const { prepareAt, verbs } = facts.apps.get(app) ?? {}
  const isDue = prepareAt !== undefined && at >= prepareAt && verbs?.has('account.prepare') === true
  if (!isDue || accountsIn(facts, app).length > 0 || facts.undecided.has(app) || isRefused(facts, app)) return []
  const query = queryForNew(person, desired)
  const reason = whyNoAccount(facts, app, desired)
  if (reason !== undefined) return [draftOf({ app, query, turn: 'joiner', left: [{ app, reason }] })]
  const step = { verb: 'account.prepare' as const, draft: accountDraft(facts, desired) }
  return [draftOf({ app, query, turn: 'joiner', steps: [{ step, because: desired.rules, why: desired.rules.map(explain.rule) }] })]
}

/** An account of unknown origin may be how they were interviewed: it is none of ours to close before they ever start. */
function weOpened({ active, created, suspended, remembered }: ObservedAccount): boolean {
  return active && (created || suspended !== undefined || remembered.length > 0)
}

/** A start that moved is not an end: nothing is deleted, nothing is taken. */
function closeAgain(facts: PlanFacts, account: ObservedAccount): Draft {
  const endsSessions = facts.apps.get(account.app)?.policy.leaver.endSessions === true
  const steps = shutSteps(facts, { account, kind: 'mover', endsSessions, because: startIsAhead, why: [facts.explain.start()] })
  return draftOf({ app: account.app, account, query: queryFor(facts.person, account), turn: 'mover', steps })
}

import { type Draft, draftOf, queryFor } from './draft.ts'
import type { PlanFacts } from './plan-facts.ts'
import { shutSteps } from './plan-shut.ts'

const locked = ['locked for security until a person lifts it']

/** Everything off, in apps that policy never names too, no session left, and nothing taken: whoever lifts it finds all of it. */
export function planHeld(facts: PlanFacts): readonly Draft[] {
  const why = [facts.explain.hold()]
  return facts.accounts.map((account) => {
    const steps = shutSteps(facts, { account, kind: 'hold', endsSessions: true, because: locked, why })
    return draftOf({ app: account.app, account, query: queryFor(facts.person, account), turn: 'hold', steps })
  })
}

import { type Draft, draftOf, queryFor } from './draft.ts'
import type { PlannedStep } from './plan.ts'
import type { PlanFacts } from './plan-facts.ts'

const locked = ['locked for security until a person lifts it']

/** Everything off, in apps that policy never names too, and nothing taken: whoever lifts it finds all of it. */
export function planHeld(facts: PlanFacts): readonly Draft[] {
  const why = [facts.explain.hold()]
  return facts.accounts
    .filter(({ active }) => active)
    .map((account) => {
      const endsSessions = facts.apps.get(account.app)?.verbs?.has('sessions.end') === true
      const steps: readonly PlannedStep[] = [
        { step: { verb: 'account.suspend' }, because: locked, why },
        ...(endsSessions ? [{ step: { verb: 'sessions.end' as const }, because: locked, why }] : []),
      ]
      return draftOf({ app: account.app, account, query: queryFor(facts.person, account), turn: 'hold', steps })
    })
}

import { digestOf } from '@rollcall/shared/digest'
import type { Plan } from './plan.ts'

/** What jobs and the ledger name a plan by. A plan holds names, so its bare digest could be found by guessing; whoever is shown the salt can check it. */
export function saltedPlanHash(plan: Plan, salt: string): string {
  return digestOf({ salt, plan })
}

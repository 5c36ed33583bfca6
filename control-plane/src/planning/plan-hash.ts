import { digestOf } from '@rollcall/shared/digest'
import type { Plan } from './plan.ts'

/** Hex SHA-256 of the plan's canonical JSON: tells plans apart in here. Jobs and the ledger have `saltedPlanHash`. */
export function planHash(plan: Plan): string {
  return digestOf(plan)
}

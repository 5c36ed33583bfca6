import { digestOf } from '@rollcall/shared/digest'
import type { Plan } from './plan.ts'

/** Hex SHA-256 of the plan's canonical JSON: what jobs, cases and the ledger name it by. */
export function planHash(plan: Plan): string {
  return digestOf(plan)
}

import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import type { YearRules } from './year-rules.ts'

/** Goes on to an instant, and looks at every one on the way at which the product means that something is due, and at every one at which it is. */
export async function liveWatched(company: SimulatedCompany, rules: YearRules, until: Date): Promise<void> {
  for (let due = rules.nextDue(until); due !== undefined; due = rules.nextDue(until)) await company.liveUntil(due, () => rules.look())
  await company.liveUntil(until, () => rules.look())
}

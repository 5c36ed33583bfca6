import { digestOf } from '@rollcall/shared/digest'
import type { Plan } from '../planning/plan.ts'

/** Whether a plan has steps or tasks that the case was not opened for, whatever became of those that it was. */
export function wantsMore(plan: Plan, than: Plan): boolean {
  const known = wishes(than)
  return [...wishes(plan)].some((wish) => !known.has(wish))
}

function wishes({ apps, tasks }: Plan): ReadonlySet<string> {
  return new Set([
    ...apps.flatMap(({ app, steps }) => steps.map(({ step }) => digestOf({ app, step }))),
    ...tasks.map(({ key }) => `task ${key}`),
  ])
}

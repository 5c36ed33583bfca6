import { effectDigest } from '@rollcall/shared/approval'
import type { AppPlan } from '../planning/plan.ts'
import type { Case } from './case.entity.ts'

/** Names what one app's part of a plan does; the job that is made of it has the same. */
export function effectsOf({ person }: Pick<Case, 'person'>, { app, account, steps }: Pick<AppPlan, 'app' | 'account' | 'steps'>): string {
  return effectDigest({ app, person, account, steps: steps.map(({ step }) => step) })
}

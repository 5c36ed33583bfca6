import { userNameKey } from '../accounts/user-name-key.ts'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { PolicyApp } from '../policy/policy.ts'
import type { LeftOut, PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'

export interface Rename {
  readonly steps: readonly PlannedStep[]
  /** Where policy has people rename. */
  readonly byHand: readonly PlannedStep[]
  readonly left: readonly LeftOut[]
  readonly stage: number
}

const none: Rename = { steps: [], byHand: [], left: [], stage: 0 }

/** Mail first, since the old address must go on arriving; then who signs people in; then the rest. */
const stages: Readonly<Record<PolicyApp['order'], number>> = { mail: 1, identity: 2, app: 3 }

/**
 * The same account under its new name: never a new one. Only an account whose name policy once made from the person's facts follows; a name that
 * somebody chose stays.
 */
export function planRename(facts: PlanFacts, account: ObservedAccount, desired: DesiredAccount): Rename {
  const app = facts.apps.get(account.app)
  const { userName } = desired.attributes
  if (app === undefined || app.policy.rename === 'keep' || !hasNewName(account, userName, app.formerUserNames)) return none
  if (facts.takenUserNames.has(account.app))
    return { ...none, left: [{ app: account.app, nativeId: account.nativeId, reason: 'user_name_taken' }] }
  const alias = app.policy.order === 'mail' ? { alias: account.userName } : {}
  const step: PlannedStep = {
    step: { verb: 'account.rename', userName, ...alias },
    because: desired.rules,
    why: [`the user name is "${account.userName}" there, and "${userName}" by HR and policy`],
  }
  return app.policy.rename === 'task' ? { ...none, byHand: [step] } : { ...none, steps: [step], stage: stages[app.policy.order] }
}

function hasNewName(account: ObservedAccount, userName: string, former: ReadonlySet<string>): boolean {
  const old = userNameKey(account.userName)
  return userName !== '' && old !== userNameKey(userName) && former.has(old)
}

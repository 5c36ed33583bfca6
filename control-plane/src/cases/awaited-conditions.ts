import type { ObservedAccount } from '../planning/plan-facts.ts'
import type { Policy } from '../policy/policy.ts'

/** Something of a leaver that is taken only once another app shows something: a licence after the mailbox is converted. */
export interface AwaitedCondition {
  readonly app: string
  readonly entitlement: string
  /** The account that has to show it. */
  readonly account: ObservedAccount
}

/** What is still to be shown (`revokeAfter`) before a leaver's last entitlements can be taken. */
export function awaitedConditions(policy: Pick<Policy, 'apps'>, accounts: readonly ObservedAccount[]): readonly AwaitedCondition[] {
  const held = accounts.flatMap(({ app, entitlements, protected: isProtected }) =>
    isProtected ? [] : entitlements.map((key) => ({ app, key })),
  )
  return held.flatMap(({ app, key }) => {
    const after = policy.apps.get(app)?.entitlements.get(key)?.revokeAfter
    if (after == null) return []
    const own = accounts.filter((account) => account.app === after.app)
    const account = own.some(({ entitlements }) => entitlements.includes(after.entitlement)) ? undefined : own[0]
    return account === undefined ? [] : [{ app: after.app, entitlement: after.entitlement, account }]
  })
}

import type { AccountRecord } from './account.entity.ts'

/** From now on these entitlements are judged by policy, whoever granted them: what no rule gives is taken. Flushed by the caller. */
export function takeInHand(account: AccountRecord, entitlements: readonly string[]): void {
  const held = entitlements.filter((one) => account.entitlements.includes(one))
  account.given = [...new Set([...account.given, ...held])].sort()
}

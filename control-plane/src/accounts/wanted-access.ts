import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { OpenException } from '../policy/open-exceptions.ts'

export interface AccessWish {
  /** What policy gives the person in the app; undefined: no account. */
  readonly desired: DesiredAccount | undefined
  /** In force for the person in the app. */
  readonly exceptions: readonly OpenException[]
}

export interface WantedAccess {
  /** Whether the person is to have an account. */
  readonly account: boolean
  readonly has: (entitlement: string) => boolean
}

/** What somebody is to have in one app, by policy and by exceptions. */
export function wantedAccess({ desired, exceptions }: AccessWish): WantedAccess {
  const states = (kind: OpenException['kind'], entitlement: string | null) =>
    exceptions.some((exception) => exception.kind === kind && exception.entitlement === entitlement)
  return {
    account: states('grant', null) || (desired !== undefined && !states('withhold', null)),
    has: (entitlement) =>
      states('grant', entitlement) || ((desired?.entitlements.has(entitlement) ?? false) && !states('withhold', entitlement)),
  }
}

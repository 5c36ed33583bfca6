import type { Account, AccountProfile } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'

/** Everything that decides one person's plan. The planner knows nothing else, not even the time of day. */
export interface PlanFacts {
  readonly person: Id<'person'>
  readonly status: PersonStatus
  /** Whether HR's last complete snapshot still had the person. */
  readonly presence: 'present' | 'missing'
  /** Undefined when HR's dates do not make one. */
  readonly window: AccessWindow | undefined
  /** What policy grants to someone with these facts, by app. */
  readonly desired: ReadonlyMap<string, DesiredApp>
  /** Every app that policy names, with every entitlement that policy names in it. Whatever is not in here is not ours to take away. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>
  /** The person's accounts, as last read: linked earlier, never matched for this plan. */
  readonly accounts: readonly ObservedAccount[]
  /** Apps in which the user name that policy wants belongs to an account that is not the person's. */
  readonly takenUserNames: ReadonlySet<string>
  readonly at: Date
}

/** Half-open: inside from `from` on, outside from `to` on. */
export interface AccessWindow {
  readonly from: Date
  /** Undefined while HR knows of no end. */
  readonly to: Date | undefined
}

export interface DesiredApp {
  readonly attributes: Readonly<AccountProfile> & { readonly userName: string }
  /** Key → names of the rules that grant it. */
  readonly entitlements: ReadonlyMap<string, readonly string[]>
  /** Names of the rules that grant the account itself. */
  readonly rules: readonly string[]
}

export interface ObservedAccount extends Omit<Readonly<Account>, 'externalId'> {
  readonly app: string
  /** Listed by the organization as never to be touched. */
  readonly protected: boolean
}

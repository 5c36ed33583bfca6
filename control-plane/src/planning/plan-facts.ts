import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { AccessWindow } from '../roster/access-window.ts'

/** Everything that decides one person's plan. The planner knows nothing else, not even the time of day. */
export interface PlanFacts {
  readonly person: Id<'person'>
  readonly status: PersonStatus
  /** Whether HR's last complete snapshot still had the person. */
  readonly presence: 'present' | 'missing'
  /** The window that decides at `at` (`decidingWindow`); undefined when HR's dates do not make one. */
  readonly window: AccessWindow | undefined
  /** What policy grants to someone with these facts, by app. */
  readonly desired: ReadonlyMap<string, DesiredAccount>
  /** Every app that policy names, with every entitlement that policy names in it. Whatever is not in here is not ours to take away. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>
  /** The person's accounts, as last read: linked earlier, never matched for this plan. */
  readonly accounts: readonly ObservedAccount[]
  /** Apps in which the user name that policy wants belongs to an account that is not the person's. */
  readonly takenUserNames: ReadonlySet<string>
  readonly at: Date
}

export interface ObservedAccount extends Omit<Readonly<Account>, 'externalId'> {
  readonly app: string
  /** Listed by the organization as never to be touched. */
  readonly protected: boolean
}

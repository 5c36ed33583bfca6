import type { AccountProfile } from '@rollcall/shared/connector/account'
import type { GuardLimits } from '../planning/check-guard.ts'
import type { Calendar } from '../roster/calendar.ts'
import type { PersonView } from './person-view.ts'

/** A policy document that was checked and compiled: every name resolves and every expression runs. */
export interface Policy {
  /** Hex SHA-256 of the document's canonical JSON. */
  readonly digest: string
  readonly calendar: Calendar
  readonly apps: ReadonlyMap<string, PolicyApp>
  /** In the order of the document, bundles written out. */
  readonly rules: readonly PolicyRule[]
  readonly guard: GuardLimits
  readonly protected: readonly ProtectedAccount[]
}

export interface PolicyApp {
  readonly title: string
  readonly userName: (person: PersonView) => string
  readonly profile: { readonly [Field in keyof AccountProfile]?: (person: PersonView) => string }
  /** What happens to the account when access ends. */
  readonly leaver: 'suspend'
}

export interface PolicyRule {
  readonly name: string
  readonly when: (person: PersonView) => boolean
  readonly grants: readonly PolicyGrant[]
}

/** An account in an app, and an entitlement in it unless that is undefined. */
export interface PolicyGrant {
  readonly app: string
  readonly entitlement: string | undefined
}

export interface ProtectedAccount {
  readonly app: string
  /** With `*` for any text. */
  readonly userName: string
}

import type { AccountQuery } from '@rollcall/shared/connector/account'
import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Step } from '@rollcall/shared/job'

/**
 * What the guard counts in one rolling window: what was done, or is on its way to an agent. People throughout, except for accounts: one leaver
 * loses accounts in every app, and is one leaver.
 */
export interface RecentChanges {
  /** Who lost anything. */
  readonly people: ReadonlySet<string>
  /** App → `accountKey` of its accounts that lost anything. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<string>>
  /** Whose account was deleted. */
  readonly deletions: ReadonlySet<string>
  /** Who was given something privileged. */
  readonly privileges: ReadonlySet<string>
  /** For whom an account was made. */
  readonly creations: ReadonlySet<string>
  /** Whose user name was changed. */
  readonly renames: ReadonlySet<string>
}

/** Work of one person in one app: of a plan, or of a job that was made from one. */
export interface CountedWork {
  readonly person: string
  readonly app: string
  readonly account: AccountQuery
  readonly steps: readonly Step[]
}

export type IsPrivileged = (app: string, entitlement: string) => boolean

export const noChanges: RecentChanges = {
  people: new Set(),
  accounts: new Map(),
  deletions: new Set(),
  privileges: new Set(),
  creations: new Set(),
  renames: new Set(),
}

/** What this work counts as. */
export function changesOf(work: readonly CountedWork[], isPrivileged: IsPrivileged): RecentChanges {
  const destructive = work.filter(({ steps }) => steps.some(({ verb }) => isDestructive(verb)))
  const byApp = Map.groupBy(destructive, ({ app }) => app)
  return {
    people: peopleOf(destructive),
    accounts: new Map([...byApp].map(([app, some]) => [app, new Set(some.map(accountKey))])),
    deletions: peopleWith(work, ({ verb }) => verb === 'account.delete'),
    privileges: peopleOf(
      work.filter(({ app, steps }) => steps.some((step) => step.verb === 'entitlement.grant' && isPrivileged(app, step.entitlement))),
    ),
    creations: peopleWith(work, ({ verb }) => verb === 'account.create' || verb === 'account.prepare'),
    renames: peopleWith(work, ({ verb }) => verb === 'account.rename'),
  }
}

/** Both together; whoever is in both counts once. */
export function uniteChanges(a: RecentChanges, b: RecentChanges): RecentChanges {
  return {
    people: uniteSets(a.people, b.people),
    accounts: new Map(
      [...new Set([...a.accounts.keys(), ...b.accounts.keys()])].map((app) => [app, uniteSets(a.accounts.get(app), b.accounts.get(app))]),
    ),
    deletions: uniteSets(a.deletions, b.deletions),
    privileges: uniteSets(a.privileges, b.privileges),
    creations: uniteSets(a.creations, b.creations),
    renames: uniteSets(a.renames, b.renames),
  }
}

/** Tells the accounts of one app apart. */
export function accountKey({ account }: { readonly account: AccountQuery }): string {
  return account.nativeId ?? account.userName
}

export function uniteSets(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): ReadonlySet<string> {
  return new Set([...(a ?? []), ...(b ?? [])])
}

function peopleOf(work: readonly CountedWork[]): ReadonlySet<string> {
  return new Set(work.map(({ person }) => person))
}

function peopleWith(work: readonly CountedWork[], isCounted: (step: Step) => boolean): ReadonlySet<string> {
  return peopleOf(work.filter(({ steps }) => steps.some(isCounted)))
}

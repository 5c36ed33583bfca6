import type { AccountProfile } from '@rollcall/shared/connector/account'
import { userNameKey } from '../accounts/user-name-key.ts'
import { glob } from './glob.ts'
import type { PersonView } from './person-view.ts'
import type { Policy, PolicyApp } from './policy.ts'

/** What policy gives one person in one app, and which rules say so. */
export interface DesiredAccount {
  /** An empty `userName` means that HR lacks what it is made of: no account can be made yet, and none is to be taken away for that. */
  readonly attributes: AccountProfile & { readonly userName: string }
  /** Entitlement → names of the rules that grant it. */
  readonly entitlements: ReadonlyMap<string, readonly string[]>
  /** Names of the rules that grant the account itself. */
  readonly rules: readonly string[]
}

/** The union of what each engagement of one person is granted, by app. The first view fills the attributes. */
export function desiredAccess(policy: Policy, views: readonly PersonView[]): ReadonlyMap<string, DesiredAccount> {
  const desired = new Map<string, { rules: Set<string>; entitlements: Map<string, Set<string>> }>()
  for (const rule of policy.rules) {
    if (!views.some((view) => rule.when(view))) continue
    for (const { app, entitlement } of rule.grants) {
      const account = desired.get(app) ?? { rules: new Set(), entitlements: new Map() }
      desired.set(app, account)
      account.rules.add(rule.name)
      if (entitlement !== undefined)
        account.entitlements.set(entitlement, (account.entitlements.get(entitlement) ?? new Set()).add(rule.name))
    }
  }
  return new Map(
    [...desired].map(([app, { rules, entitlements }]) => [
      app,
      { attributes: attributesIn(policy, app, views), rules: [...rules], entitlements: toLists(entitlements) },
    ]),
  )
}

/** Every app that the policy names with every entitlement that it names there: whatever is in neither is not ours to take away. */
export function knownAccess(policy: Policy): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map([...policy.apps.keys()].map((app) => [app, new Set<string>()]))
  for (const { app, entitlement } of policy.rules.flatMap(({ grants }) => grants))
    if (entitlement !== undefined) known.get(app)?.add(entitlement)
  return known
}

/** True for an account that nothing may ever touch. User names are compared as apps do, without case. */
export function isProtected(policy: Policy, app: string, userName: string): boolean {
  return policy.protected.some((entry) => entry.app === app && glob(userNameKey(userName), userNameKey(entry.userName)))
}

const maxLength = 256

function attributesIn(policy: Policy, app: string, [view]: readonly PersonView[]): DesiredAccount['attributes'] {
  const definition = policy.apps.get(app)
  if (definition === undefined || view === undefined) throw new RangeError(`policy grants ${app} and does not define it`)
  return { userName: definition.userName(view).slice(0, maxLength), ...profileOf(definition, view) }
}

/** A text that comes out empty is left out: HR does not state it, so the app's own is left alone. */
function profileOf({ profile }: PolicyApp, view: PersonView): AccountProfile {
  const filled = Object.entries(profile).map(([field, text]) => [field, text(view).slice(0, maxLength)] as const)
  return Object.fromEntries(filled.filter(([, text]) => text !== ''))
}

function toLists(sets: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> {
  return new Map([...sets].map(([key, values]) => [key, [...values]]))
}

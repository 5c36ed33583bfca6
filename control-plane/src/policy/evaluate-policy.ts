import type { AccountProfile } from '@rollcall/shared/connector/account'
import { userNameKey } from '../accounts/user-name-key.ts'
import { glob } from './glob.ts'
import { type PersonView, personViewFields, type SeenPerson } from './person-view.ts'
import type { Policy, PolicyApp, PolicyGrant, PolicyRule } from './policy.ts'

/** What policy gives one person in one app, and which rules say so. */
export interface DesiredAccount {
  /** An empty `userName` means that HR lacks what it is made of: no account can be made yet, and none is to be taken away for that. */
  readonly attributes: AccountProfile & { readonly userName: string }
  /** Entitlement → names of the rules that grant it. */
  readonly entitlements: ReadonlyMap<string, readonly string[]>
  /** Entitlements that no rule grants, only exceptions. */
  readonly exceptional: ReadonlySet<string>
  /** Names of the rules that grant the account itself. */
  readonly rules: readonly string[]
}

/** A grant outside the rules, with the words that stand where a rule's name would: `exception until 2026-12-31`. */
export interface ExtraGrant extends PolicyGrant {
  readonly name: string
}

/** What exceptions in force add and take. `withheld`: `app`, `app/entitlement`. */
export interface ExceptionalAccess {
  readonly granted: readonly ExtraGrant[]
  readonly withheld: ReadonlySet<string>
}

export const noExceptions: ExceptionalAccess = { granted: [], withheld: new Set() }

/**
 * The union of what each engagement of one person is granted, by app, with what exceptions add and without what they withhold. The first view fills
 * the attributes. A rule that reads a field in which HR holds a placeholder, or which nobody can tell, gives nothing (`undecidedAccess`).
 */
export function desiredAccess(
  policy: Policy,
  views: readonly SeenPerson[],
  { granted, withheld }: ExceptionalAccess = noExceptions,
): ReadonlyMap<string, DesiredAccount> {
  if (views.length === 0) return new Map()
  const desired = new Map<string, Collected>()
  const seen = views.map((view) => ({ view, unsure: placeholdersIn(policy, view) }))
  for (const rule of policy.rules)
    if (seen.some(({ view, unsure }) => !reads(rule, unsure) && rule.when(view)))
      for (const grant of rule.grants) collect(desired, grant, rule.name)
  const byRule = new Map([...desired].map(([app, { entitlements }]) => [app, new Set(entitlements.keys())]))
  for (const { name, ...grant } of granted) if (policy.apps.has(grant.app)) collect(desired, grant, name)
  const given = [...desired].filter(([app]) => !withheld.has(app))
  return new Map(
    given.map(([app, { rules, entitlements }]) => [
      app,
      {
        attributes: attributesIn(policy, app, views),
        rules: [...rules],
        entitlements: toLists(app, entitlements, withheld),
        exceptional: new Set([...entitlements.keys()].filter((key) => byRule.get(app)?.has(key) !== true)),
      },
    ]),
  )
}

/** Grants (`app`, `app/entitlement`) that nobody can tell yet: of rules that read a placeholder, unless something else gives them. */
export function undecidedAccess(
  policy: Policy,
  views: readonly SeenPerson[],
  desired: ReadonlyMap<string, DesiredAccount>,
): ReadonlySet<string> {
  const unsure = new Set(views.flatMap((view) => [...placeholdersIn(policy, view)]))
  const open = policy.rules.filter((rule) => reads(rule, unsure))
  const grants = open.flatMap((rule) => rule.grants)
  const entitlements = grants.flatMap(({ app, entitlement }) =>
    entitlement === undefined || desired.get(app)?.entitlements.has(entitlement) === true ? [] : [`${app}/${entitlement}`],
  )
  return new Set([...entitlements, ...grants.map(({ app }) => app).filter((app) => !desired.has(app))])
}

/** Every app that the policy names with every entitlement that it names there: whatever is in neither is not ours to take away. */
export function knownAccess(policy: Policy): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map([...policy.apps].map(([app, { entitlements }]) => [app, new Set(entitlements.keys())]))
  for (const { app, entitlement } of [...policy.rules, ...policy.exceptions].flatMap(({ grants }) => grants))
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

interface Collected {
  readonly rules: Set<string>
  readonly entitlements: Map<string, Set<string>>
}

function collect(desired: Map<string, Collected>, { app, entitlement }: PolicyGrant, name: string): void {
  const account = desired.get(app) ?? { rules: new Set(), entitlements: new Map() }
  desired.set(app, account)
  account.rules.add(name)
  if (entitlement !== undefined) account.entitlements.set(entitlement, (account.entitlements.get(entitlement) ?? new Set()).add(name))
}

type Fields = ReadonlySet<keyof PersonView>

/** Fields in which HR holds a placeholder, or that nobody can tell; hardly ever any. */
function placeholdersIn({ roster }: Policy, view: SeenPerson): Fields {
  const isOpen = (field: keyof PersonView) =>
    view.notKnown?.has(field) === true || roster.placeholders.has(view[field].trim().toLowerCase())
  return new Set(personViewFields.filter((field) => (view[field] !== '' || view.notKnown !== undefined) && isOpen(field)))
}

function reads({ fields }: PolicyRule, unsure: Fields): boolean {
  return unsure.size > 0 && fields.some((field) => unsure.has(field))
}

function toLists(app: string, sets: Collected['entitlements'], withheld: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const given = [...sets].filter(([key]) => !withheld.has(`${app}/${key}`))
  return new Map(given.map(([key, values]) => [key, [...values]]))
}

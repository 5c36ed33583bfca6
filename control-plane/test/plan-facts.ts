import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Explain } from '../src/planning/explain.ts'
import type { Plan } from '../src/planning/plan.ts'
import { planAccess } from '../src/planning/plan-access.ts'
import type { AppFacts, ObservedAccount, PlanFacts } from '../src/planning/plan-facts.ts'
import { defaultAppSettings } from '../src/policy/default-settings.ts'
import type { DesiredAccount } from '../src/policy/evaluate-policy.ts'
import type { PolicyApp } from '../src/policy/policy.ts'

export const ada = 'per_00000000000000000000000000000001'
export const spring = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-11-30T17:00:00Z') }
export const inJune = new Date('2026-06-01T12:00:00Z')

export const mostVerbs: ReadonlySet<Verb> = new Set([
  'account.list',
  'account.read',
  'account.prepare',
  'account.create',
  'account.restore',
  'account.suspend',
  'account.rename',
  'account.delete',
  'sessions.end',
  'profile.update',
  'entitlement.grant',
  'entitlement.revoke',
])

/** Ada works here since March; policy names the wiki, and an agent can do everything in it. */
export function factsOfAda(overrides: Partial<PlanFacts>): PlanFacts {
  return {
    person: ada,
    status: 'active',
    presence: 'present',
    window: spring,
    desired: new Map(),
    known: new Map([['wiki', new Set(['readers', 'writers', 'admins'])]]),
    undecided: new Set(),
    grace: new Map(),
    everGiven: new Set(),
    refused: new Set(),
    withheld: new Set(),
    apps: new Map([['wiki', appFacts({})]]),
    separations: [],
    approvals: { restore: 'operators', privileged: null },
    accounts: [],
    takenUserNames: new Set(),
    orders: { forCause: false, securityHold: false, legalHold: false },
    leaveFrom: undefined,
    isRehire: false,
    doubts: new Set(),
    settledTasks: new Set(),
    knownSince: new Date('2026-01-01T00:00:00Z'),
    address: 'ada@example.test',
    explain: inTest,
    at: inJune,
    ...overrides,
  }
}

/** Words without a source: what `explainerOf` puts together is tested there. */
export const inTest: Explain = {
  rule: (name) => `rule "${name}"`,
  loss: (grant, isKept) => `no rule gives "${grant}"${isKept ? '' : ', at once'}`,
  withheld: (grant) => `an exception withholds "${grant}"`,
  end: () => 'access ended',
  start: () => 'access begins later',
  hold: () => 'locked',
  leave: () => 'on leave',
}

export function appFacts({
  verbs = mostVerbs,
  prepareAt,
  formerUserNames = new Set(),
  ...policy
}: Partial<AppFacts & PolicyApp>): AppFacts {
  return { policy: { title: 'Wiki', userName: () => '', profile: {}, ...defaultAppSettings, ...policy }, verbs, prepareAt, formerUserNames }
}

/** What policy gives in one app: an account for `ada` and these entitlements. */
export function given(...entitlements: readonly string[]): DesiredAccount {
  return {
    attributes: { userName: 'ada', displayName: 'Ada' },
    entitlements: new Map(entitlements.map((key) => [key, [`rule-${key}`]])),
    exceptional: new Set(),
    rules: ['everyone'],
  }
}

export function wiki(...entitlements: readonly string[]): PlanFacts['desired'] {
  return new Map([['wiki', given(...entitlements)]])
}

/** An account whose entitlements came from policy. */
export function accountOfAda(overrides: Partial<ObservedAccount>): ObservedAccount {
  return {
    app: 'wiki',
    nativeId: 'n1',
    userName: 'ada',
    active: true,
    profile: { displayName: 'Ada' },
    entitlements: [],
    protected: false,
    created: true,
    given: new Set(overrides.entitlements),
    suspended: undefined,
    remembered: [],
    ...overrides,
  }
}

export function planOf(overrides: Partial<PlanFacts>): Plan | undefined {
  const outcome = planAccess(factsOfAda(overrides))
  return outcome.kind === 'plan' ? outcome.plan : undefined
}

/** A plan in words: its kind, and per app the verbs with their entitlement; the outcome where there is none. */
export function planInWords(overrides: Partial<PlanFacts>): Record<string, unknown> {
  const outcome = planAccess(factsOfAda(overrides))
  if (outcome.kind !== 'plan') return { kind: outcome.kind }
  const { plan } = outcome
  const byApp = Map.groupBy(plan.apps, ({ app, approval }) => (approval === null ? app : `${app}, once ${approval.route} agrees`))
  return {
    kind: plan.kind,
    ...Object.fromEntries([...byApp].map(([app, parts]) => [app, parts.flatMap(({ steps }) => steps.map(({ step }) => inWords(step)))])),
    ...(plan.left.length === 0
      ? {}
      : { left: plan.left.map(({ app, entitlement, reason }) => [app, entitlement, reason].filter(Boolean).join(' ')) }),
    ...(plan.tasks.length === 0 ? {} : { tasks: plan.tasks.map(({ title }) => title) }),
    ...(plan.approval === null ? {} : { approval: plan.approval.route }),
  }
}

function inWords(step: { readonly verb: string; readonly entitlement?: string; readonly userName?: string }): string {
  return [step.verb, step.entitlement, step.userName].filter((part) => part !== undefined).join(' ')
}

import { type Engagement, openAt, phaseOf, type Statement } from './expected-access.ts'
import type { YearApp, YearTerms } from './year-policy.ts'

export type Grants = ReadonlyMap<YearApp, ReadonlySet<string>>

/** Everything that the year's policy could ever give. */
export const knownGrants: Readonly<Record<YearApp, readonly string[]>> = {
  directory: ['staff'],
  crm: ['sellers', 'agents', 'knowledge', 'macros', 'admin'],
  payroll: ['clerks'],
}

/** The year's policy once more, in plain code: what somebody with these rows is to have in each app. */
export function grantsOf({ supportKnows }: YearTerms, open: readonly Engagement[]): Grants {
  if (open.length === 0) return new Map()
  const departments = new Set(open.map(({ row }) => row.department))
  const crm = new Set([
    ...(departments.has('Sales') ? ['sellers'] : []),
    ...(departments.has('Support') ? ['agents', ...(supportKnows ? ['knowledge', 'macros'] : [])] : []),
    ...(departments.has('People') ? ['knowledge'] : []),
    ...(departments.has('Finance') ? ['admin'] : []),
  ])
  const isPaid = departments.has('Finance') || open.some(({ row }) => row.type === 'employee')
  return new Map<YearApp, ReadonlySet<string>>([
    ['directory', new Set(['staff'])],
    ...(crm.size === 0 ? [] : [['crm', crm] as const]),
    ...(isPaid ? [['payroll', new Set(departments.has('Finance') ? ['clerks'] : [])] as const] : []),
  ])
}

/** The department that the CRM shows: of an employment before a contract, of what began first. */
export function shownDepartment(open: readonly Engagement[]): string | undefined {
  const [first] = open.toSorted((a, b) => (a.row.type === b.row.type ? a.from - b.from : a.row.type === 'employee' ? -1 : 1))
  return first?.row.department
}

export interface HandoverQuestion {
  /** Oldest first. */
  readonly statements: readonly Statement[]
  readonly terms: YearTerms
  readonly at: number
}

/** `app` and `app/entitlement` of what a change by HR took away lately, and that somebody keeps for the handover. Nothing privileged is. */
export function handedOver({ statements, terms, at }: HandoverQuestion): ReadonlySet<string> {
  const kept = new Set<string>()
  statements.forEach((before, index) => {
    const changedAt = statements[index + 1]?.at
    if (changedAt === undefined || at >= handoverEnds(changedAt, terms)) return
    if (phaseOf(before, changedAt - 1) !== 'inside') return
    for (const [app, entitlements] of grantsOf(terms, openAt(before.engagements, changedAt - 1)))
      for (const key of [app, ...[...entitlements].filter((one) => one !== 'admin').map((one) => `${app}/${one}`)]) kept.add(key)
  })
  return kept
}

export function handoverEnds(changedAt: number, { graceDays }: YearTerms): number {
  return changedAt + graceDays * 24 * 3_600_000
}

import { caseKinds } from '@rollcall/shared/case-kinds'
import { quantile } from '../bench/quantile.ts'
import type { YearCase, YearReport } from './live-year.ts'

export interface YearRow {
  /** A kind of case, or what such a case waited for as it was meant to. */
  readonly line: string
  readonly cases: number
  readonly closed: number
  readonly needPerson: number
  /** HR told us after it was true. */
  readonly toldLate: number
  /** Hours until all of it was done and read back: from when it was both true and known, or, of what waits, from when it was due. */
  readonly medianHours: number
  readonly mostHours: number
}

const hour = 3_600_000

/** What a case is meant to wait for; these are not late. */
const waits = [
  'after a handover',
  'after days of leave',
  'deletion after 30 days',
  'agreed to first',
  'held by the guard',
  'after drift by hand',
] as const

/** One line per kind of case, and one for each thing that is waited for. */
export function yearTable({ cases, released }: Pick<YearReport, 'cases' | 'released'>): readonly YearRow[] {
  const exits = new Set<string>()
  const lines = Map.groupBy(
    cases.toSorted((a, b) => a.openedAt.getTime() - b.openedAt.getTime()),
    (one) => {
      const line = lineOf(one, released)
      const exit = `${one.person} ${one.effectiveAt.getTime()}`
      const isAgain = line === 'leaver' && exits.has(exit)
      if (one.kind === 'leaver') exits.add(exit)
      return isAgain ? 'after drift by hand' : line
    },
  )
  return [...caseKinds, ...waits].flatMap((line) => {
    const some = lines.get(line)
    return some === undefined ? [] : [rowOf(line, some)]
  })
}

function rowOf(line: string, some: readonly YearCase[]): YearRow {
  const isIntended = waits.some((wait) => wait === line)
  const took = some.flatMap(({ closedAt, state, ...one }) =>
    closedAt && state === 'closed' ? [Math.max(0, closedAt.getTime() - (isIntended ? one.openedAt.getTime() : knownAt(one))) / hour] : [],
  )
  return {
    line,
    cases: some.length,
    closed: took.length,
    needPerson: some.filter(({ state }) => state === 'needs_person' || state === 'held').length,
    toldLate: some.filter(({ effectiveAt, recordedAt }) => recordedAt > effectiveAt).length,
    medianHours: took.length === 0 ? 0 : quantile(took, 0.5),
    mostHours: Math.max(0, ...took),
  }
}

function lineOf(one: YearCase, released: ReadonlySet<string>): string {
  const { plan, kind, openedAt } = one
  if (released.has(one.id)) return 'held by the guard'
  if (plan.apps.some(({ steps }) => steps.some(({ step }) => step.verb === 'account.delete'))) return 'deletion after 30 days'
  if (plan.approval !== null || plan.apps.some(({ approval }) => approval !== null)) return 'agreed to first'
  if (kind === 'leave') return 'after days of leave'
  return kind === 'mover' && openedAt.getTime() - knownAt(one) > hour ? 'after a handover' : kind
}

/** An order is known when it is given, whatever HR says. */
function knownAt({ effectiveAt, recordedAt, openedAt, order, kind }: Omit<YearCase, 'closedAt' | 'state'>): number {
  if (order !== null || kind === 'hold' || kind === 'restore') return openedAt.getTime()
  return Math.max(effectiveAt.getTime(), recordedAt.getTime())
}

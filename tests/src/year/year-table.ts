import { caseKinds } from '@rollcall/shared/case-kinds'
import { quantile } from '../bench/quantile.ts'
import type { YearReport } from './live-year.ts'

export interface YearRow {
  readonly kind: string
  readonly cases: number
  readonly closed: number
  readonly needPerson: number
  /** HR told us after it was true. */
  readonly toldLate: number
  /** Hours from the moment that it was both true and known until all of it was done and read back. */
  readonly medianHours: number
  readonly mostHours: number
}

const hour = 3_600_000

/** One line per kind of case, on both clocks. */
export function yearTable({ cases }: Pick<YearReport, 'cases'>): readonly YearRow[] {
  return caseKinds.flatMap((kind) => {
    const some = cases.filter((one) => one.kind === kind)
    const took = some.flatMap(({ closedAt, state, effectiveAt, recordedAt }) =>
      closedAt && state === 'closed'
        ? [Math.max(0, closedAt.getTime() - Math.max(effectiveAt.getTime(), recordedAt.getTime())) / hour]
        : [],
    )
    if (some.length === 0) return []
    return [
      {
        kind,
        cases: some.length,
        closed: took.length,
        needPerson: some.filter(({ state }) => state === 'needs_person' || state === 'held').length,
        toldLate: some.filter(({ effectiveAt, recordedAt }) => recordedAt > effectiveAt).length,
        medianHours: took.length === 0 ? 0 : quantile(took, 0.5),
        mostHours: Math.max(0, ...took),
      },
    ]
  })
}

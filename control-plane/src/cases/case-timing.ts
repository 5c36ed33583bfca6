import type { Case } from './case.entity.ts'

/** A case on both clocks: since it was true by HR's dates, and since HR told us. */
export interface CaseTiming {
  readonly effectiveAt: string
  readonly recordedAt: string
  readonly openedAt: string
  readonly closedAt: string | null
  /** Until closed. Null while open; 0 where it was done before it was due. */
  readonly sinceEffectiveMs: number | null
  readonly sinceRecordedMs: number | null
  /** How long after it was true HR told us; 0 where HR told us ahead. */
  readonly toldLateMs: number
}

export function caseTiming({
  effectiveAt,
  recordedAt,
  openedAt,
  closedAt,
}: Pick<Case, 'effectiveAt' | 'recordedAt' | 'openedAt' | 'closedAt'>): CaseTiming {
  return {
    effectiveAt: effectiveAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    sinceEffectiveMs: closedAt ? between(effectiveAt, closedAt) : null,
    sinceRecordedMs: closedAt ? between(recordedAt, closedAt) : null,
    toldLateMs: between(effectiveAt, recordedAt),
  }
}

function between(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime())
}

import type { CaseSummary } from '../api/trpc.ts'

/** A case on both clocks in milliseconds: since HR told us, and since it was true. Still ticking while the case is open. */
export function caseClocks(timing: Pick<CaseSummary, 'sinceRecordedMs' | 'sinceEffectiveMs' | 'recordedAt' | 'effectiveAt'>, now: number) {
  return {
    isTicking: timing.sinceRecordedMs === null,
    sinceToldMs: timing.sinceRecordedMs ?? Math.max(0, now - Date.parse(timing.recordedAt)),
    /** Negative until it is due. */
    sinceEffectiveMs: timing.sinceEffectiveMs ?? now - Date.parse(timing.effectiveAt),
  }
}

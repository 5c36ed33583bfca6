import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import type { Access } from './access-window.ts'
import { statusWithin } from './derive-status.ts'

/** Where HR contradicts itself about one engagement. Personal data: for operators, never for the ledger. */
export interface UnclearEngagement {
  /** HR's key of it. */
  readonly engagement: string
  /** One sentence. */
  readonly reason: string
  /** What HR states of it, in words. */
  readonly stated: string
}

/** Why somebody's status is unknown: every engagement that contradicts itself at that instant. Of anybody else nothing. */
export function unclearStatus(facts: PersonFacts, access: Access, at: Date): readonly UnclearEngagement[] {
  return facts.engagements.flatMap((engagement) => {
    const { status, reason } = statusWithin({ ...facts, engagements: [engagement] }, access, at)
    return status === 'unknown' ? [{ engagement: engagement.engagementKey, reason, stated: statedOf(engagement) }] : []
  })
}

function statedOf(engagement: EngagementFacts): string {
  const stated = [
    ['start', engagement.startDate],
    ['end', engagement.endDate],
    ['last working day', engagement.lastWorkingDay],
    ['garden leave from', engagement.gardenLeaveFrom],
    ['leave from', engagement.leaveFrom],
    ['leave until', engagement.leaveUntil],
    ['status', engagement.sourceStatus],
  ] as const
  return stated.flatMap(([name, value]) => (value == null || value === '' ? [] : [`${name} ${value}`])).join(', ')
}

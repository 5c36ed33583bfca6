import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount, PlanFacts } from './plan-facts.ts'
import { takesOver } from './takes-over.ts'

export interface Shutting extends Pick<PlannedStep, 'because' | 'why'> {
  readonly account: ObservedAccount
  /** What it is shut for. */
  readonly kind: CaseKind
  readonly endsSessions: boolean
}

/**
 * Nobody is in any more: sign-in first, so that no session begins behind the sessions that end. An account that we switched off for something less is
 * taken over, and its job reads that it is off; of one that somebody else switched off only the sessions end.
 */
export function shutSteps(
  { apps }: Pick<PlanFacts, 'apps'>,
  { account, kind, endsSessions, because, why }: Shutting,
): readonly PlannedStep[] {
  const { app, active, suspended, sessionsEndedFor } = account
  if (!active && !takesOver(kind, suspended?.kind ?? sessionsEndedFor)) return []
  const isTheirs = !active && suspended === undefined
  const canEnd = endsSessions && apps.get(app)?.verbs?.has('sessions.end') === true && !(isTheirs && account.protected)
  return [
    ...(isTheirs ? [] : [{ step: { verb: 'account.suspend' as const }, because, why }]),
    ...(canEnd ? [{ step: { verb: 'sessions.end' as const }, because, why }] : []),
  ]
}

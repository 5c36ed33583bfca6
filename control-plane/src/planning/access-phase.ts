import { type AccessWindow, isOpen } from '../roster/access-window.ts'
import type { PlanFacts } from './plan-facts.ts'

/**
 * Where a person stands against their access window. `held`: locked by an operator, whatever HR says. `unclear` means that HR contradicts itself:
 * nothing may follow from it.
 */
export type AccessPhase = 'before' | 'inside' | 'over' | 'held' | 'unclear'

/** An operator's order goes before HR. A hold adds nothing for somebody who has left: what a leaver loses is more. */
export function accessPhase({ status, window, at, orders }: Pick<PlanFacts, 'status' | 'window' | 'at' | 'orders'>): AccessPhase {
  if (orders.forCause) return 'over'
  const phase = phaseByHr({ status, window, at })
  return orders.securityHold && phase !== 'over' ? 'held' : phase
}

/** What HR alone makes of it. */
export function phaseByHr({ status, window, at }: Pick<PlanFacts, 'status' | 'window' | 'at'>): Exclude<AccessPhase, 'held'> {
  if (status === 'unknown') return 'unclear'
  if (status === 'terminated' || status === 'never_started') return 'over'
  if (window === undefined) return 'unclear'
  if (window.to !== undefined && at >= window.to) return 'over'
  return status === 'prehire' || at < window.from ? 'before' : 'inside'
}

/** Of several windows: the open one, else the last that closed, since what it gave must be taken back, else the first to come. */
export function decidingWindow(windows: readonly AccessWindow[], at: Date): AccessWindow | undefined {
  return windows.find((window) => isOpen(window, at)) ?? windows.findLast(({ from }) => from <= at) ?? windows[0]
}

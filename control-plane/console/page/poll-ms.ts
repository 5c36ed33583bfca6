import type { CaseState } from '../../src/cases/case-states.ts'
import { openStates } from '../../src/cases/case-states.ts'

const closeMs = 1_000
const relaxedMs = 5_000

/** Every second while something is under way or an open case is looked at, else every five. */
export function pollMs(states: readonly CaseState[]): number {
  return states.some((state) => openStates.includes(state)) ? closeMs : relaxedMs
}

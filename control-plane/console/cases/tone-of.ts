import type { CaseState } from '../../src/cases/case-states.ts'
import type { JobState } from '../../src/dispatch/job-states.ts'
import type { Tone } from '../page/tone.ts'
import type { StepStatus } from './step-status.ts'

export const caseTones: Readonly<Record<CaseState, Tone>> = {
  planned: 'quiet',
  held: 'warn',
  running: 'busy',
  verifying: 'busy',
  closed: 'good',
  needs_person: 'bad',
  cancelled: 'quiet',
  superseded: 'quiet',
}

export const jobTones: Readonly<Record<JobState | 'none', Tone>> = {
  none: 'quiet',
  waiting: 'quiet',
  queued: 'quiet',
  leased: 'busy',
  done: 'good',
  failed: 'bad',
  expired: 'bad',
  revoked: 'quiet',
  waived: 'warn',
}

export const stepTones: Readonly<Record<StepStatus['kind'], Tone>> = {
  waiting: 'quiet',
  working: 'busy',
  reported: 'good',
  changed: 'good',
  already: 'quiet',
  failed: 'bad',
}

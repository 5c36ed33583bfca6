import type { JobRecord } from './job.entity.ts'

const mostAttempts = 5
const hourMs = 3_600_000

/**
 * When a job that met something passing is tried again: soon, then after growing pauses, and then not, since a person has to look. One that takes
 * access from somebody who must not have it waits for nobody.
 */
export function nextTry({ event, attempt }: Pick<JobRecord, 'event' | 'attempt'>, at: Date): Date | undefined {
  if (attempt < mostAttempts) return new Date(at.getTime() + 1_000 * 2 ** attempt)
  return isPersistent(event) ? inAnHour(at) : undefined
}

/** Whether the job is tried every hour until it is done. */
export function isPersistent(event: JobRecord['event']): boolean {
  return event === 'leaver' || event === 'hold'
}

/** Whether quick attempts have come to nothing. */
export function isPutOff({ event, state, attempt }: Pick<JobRecord, 'event' | 'state' | 'attempt'>): boolean {
  return isPersistent(event) && state === 'queued' && attempt >= mostAttempts
}

export function inAnHour(at: Date): Date {
  return new Date(at.getTime() + hourMs)
}

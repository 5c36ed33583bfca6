import type { Case } from './case.entity.ts'

/** The case goes no further until somebody decides. */
export function needPerson(lifecycle: Case, reason: string): void {
  lifecycle.state = 'needs_person'
  lifecycle.reason = reason
}

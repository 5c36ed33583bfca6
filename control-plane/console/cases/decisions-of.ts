import type { CaseState } from '../../src/cases/case-states.ts'
import type { Role } from '../../src/organizations/roles.ts'
import type { DecisionKind } from '../language/words.ts'

const decisions: Readonly<Record<CaseState, readonly DecisionKind[]>> = {
  planned: ['cancel'],
  held: ['release', 'reject'],
  running: ['cancel'],
  verifying: ['cancel'],
  needs_person: ['retry', 'cancel'],
  closed: [],
  cancelled: [],
  superseded: [],
}

/** What an operator may decide about a case as it is; auditors decide nothing. */
export function decisionsOf(state: CaseState, role: Role): readonly DecisionKind[] {
  return role === 'auditor' ? [] : decisions[state]
}

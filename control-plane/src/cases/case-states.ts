/** `planned → held → running → verifying → closed`, with `needs_person`, `cancelled`, `superseded`; source: architecture.md. */
export const caseStates = ['planned', 'held', 'running', 'verifying', 'closed', 'needs_person', 'cancelled', 'superseded'] as const
export type CaseState = (typeof caseStates)[number]

/** States in which a case still wants something to happen. */
export const openStates: readonly CaseState[] = ['planned', 'held', 'running', 'verifying', 'needs_person']

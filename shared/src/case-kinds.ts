/**
 * What turn of a working life a case is about. `leave`: suspended for a leave of absence; `hold`: suspended for security until a person lifts it;
 * `restore`: given back what was taken, which a person approves.
 */
export const caseKinds = ['joiner', 'mover', 'leaver', 'leave', 'hold', 'restore'] as const
export type CaseKind = (typeof caseKinds)[number]

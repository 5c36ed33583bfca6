/**
 * What an operator may order about one person ahead of HR: out now (`for_cause`), locked until a person lifts it (`security_hold`), nothing deleted
 * or handed over (`legal_hold`), a contract that goes on a while (`extension`).
 */
export const orderKinds = ['for_cause', 'security_hold', 'legal_hold', 'extension'] as const
export type OrderKind = (typeof orderKinds)[number]

/** Words for the ledger, which holds no free text: those that fit each kind. */
export const reasonsOfKind = {
  for_cause: ['misconduct', 'security_incident', 'investigation', 'hr_is_late'],
  security_hold: ['security_incident', 'compromised_account', 'investigation'],
  legal_hold: ['litigation', 'investigation'],
  extension: ['contract_extended', 'hr_is_late'],
} as const satisfies Readonly<Record<OrderKind, readonly string[]>>
export type OrderReason = (typeof reasonsOfKind)[OrderKind][number]

export const orderReasons: readonly OrderReason[] = [...new Set(Object.values(reasonsOfKind).flat())]

/** Words for an order that somebody lifts: those that fit each kind. */
export const liftReasonsOfKind = {
  for_cause: ['cleared', 'given_in_error'],
  security_hold: ['cleared', 'given_in_error', 'incident_over'],
  legal_hold: ['cleared', 'given_in_error', 'litigation_over'],
  extension: ['cleared', 'given_in_error'],
} as const satisfies Readonly<Record<OrderKind, readonly string[]>>
export type LiftReason = (typeof liftReasonsOfKind)[OrderKind][number]

export const liftReasons: readonly LiftReason[] = [...new Set(Object.values(liftReasonsOfKind).flat())]

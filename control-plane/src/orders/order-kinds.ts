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

/** Why an order ends, or never begins. */
export const liftReasons = ['cleared', 'given_in_error', 'incident_over', 'litigation_over', 'refused', 'replaced'] as const
export type LiftReason = (typeof liftReasons)[number]

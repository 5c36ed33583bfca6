/**
 * What an operator may order about one person ahead of HR: out now (`for_cause`), locked until a person lifts it (`security_hold`), nothing deleted
 * or handed over (`legal_hold`), a contract that goes on a while (`extension`).
 */
export const orderKinds = ['for_cause', 'security_hold', 'legal_hold', 'extension'] as const
export type OrderKind = (typeof orderKinds)[number]

/** Words for the ledger, which holds no free text. */
export const orderReasons = [
  'misconduct',
  'security_incident',
  'compromised_account',
  'litigation',
  'investigation',
  'contract_extended',
  'hr_is_late',
] as const
export type OrderReason = (typeof orderReasons)[number]

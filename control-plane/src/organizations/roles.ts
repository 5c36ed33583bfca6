/** Who may do what in an organization; the authorization table (`authorize.ts`) says what each may call. */
export const roles = ['owner', 'operator', 'auditor', 'approver'] as const
export type Role = (typeof roles)[number]

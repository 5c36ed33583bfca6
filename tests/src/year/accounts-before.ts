import type { Account } from '@rollcall/shared/connector/account'
import { statementOf } from './expected-access.ts'
import { grantsOf } from './expected-grants.ts'
import type { HrRow } from './hr-row.ts'
import { firstTerms } from './year-policy.ts'

/** What somebody who works here already has in each app, made by hand and without our marker; as the year's policy would have it. */
export function accountsBefore(row: HrRow): readonly (Account & { readonly app: string })[] {
  const { person, email, department, givenName, familyName } = row
  const profile = { displayName: `${givenName} ${familyName}`, department }
  return [...grantsOf(firstTerms, statementOf(0, [row]).engagements)].map(([app, entitlements]) => ({
    app,
    nativeId: person,
    userName: email,
    active: true,
    profile,
    entitlements: [...entitlements].sort(),
  }))
}

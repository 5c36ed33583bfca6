import type { Account } from '@rollcall/shared/connector/account'
import type { HrRow } from './hr-year.ts'

/** What somebody who works here already has in each app, made by hand and without our marker; as the year's policy would have it. */
export function accountsBefore({
  person,
  email,
  department,
  givenName,
  familyName,
  type,
}: HrRow): readonly (Account & { readonly app: string })[] {
  const displayName = `${givenName} ${familyName}`
  const account = { nativeId: person, userName: email, active: true }
  const crm = { Sales: ['sellers'], Support: ['agents'], Finance: ['admin'] }[department]
  const payroll = department === 'Finance' ? ['clerks'] : []
  return [
    { ...account, app: 'directory', profile: { displayName }, entitlements: ['staff'] },
    ...(crm === undefined ? [] : [{ ...account, app: 'crm', profile: { displayName, department }, entitlements: crm }]),
    ...(type === 'employee' ? [{ ...account, app: 'payroll', profile: { displayName }, entitlements: payroll }] : []),
  ]
}

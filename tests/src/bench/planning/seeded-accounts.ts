import type { Account } from '@rollcall/shared/connector/account'
import { formatRoster, type RosterRow } from '../../company/roster-csv.ts'
import { seedApps } from '../../company/seed-apps.ts'

/** The account that everybody on the roster has in each of the demo's apps, as a listing would show it. */
export function seededAccounts(rows: readonly RosterRow[], day: string): readonly Account[] {
  return seedApps(formatRoster(rows), day).map(({ userName, externalId = '', groups, active, givenName, familyName, email, ...work }) => ({
    nativeId: `native-${externalId}`,
    userName,
    active,
    profile: { givenName, familyName, displayName: `${givenName} ${familyName}`, email, ...work },
    entitlements: groups.toSorted(),
  }))
}

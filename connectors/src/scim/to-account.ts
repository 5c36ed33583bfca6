import type { Account, AccountProfile } from '@rollcall/shared/connector/account'
import { readAccount } from '../read-account.ts'
import { type Email, enterpriseUrn, type ScimUser } from './resources.ts'

/**
 * A SCIM user as Rollcall sees it. An account that we are not shown to be inactive is active: unknown is never "suspended".
 * @throws ConnectorError `invalid`, `unreadable_account`
 */
export function toAccount(user: ScimUser, entitlements: readonly string[]): Account {
  return readAccount({
    nativeId: user.id,
    userName: user.userName,
    ...(user.externalId === undefined ? {} : { externalId: user.externalId }),
    active: user.active ?? true,
    profile: toProfile(user),
    entitlements: [...new Set(entitlements)].sort(),
  })
}

/** The address that counts: the primary one, else the work one, else the first. */
export function mainEmail(emails: readonly Email[] | null | undefined): Email | undefined {
  return emails?.find((email) => email.primary === true) ?? emails?.find((email) => email.type === 'work') ?? emails?.[0]
}

function toProfile(user: ScimUser): AccountProfile {
  const read = {
    givenName: user.name?.givenName,
    familyName: user.name?.familyName,
    displayName: user.displayName,
    email: mainEmail(user.emails)?.value,
    title: user.title,
    department: user[enterpriseUrn]?.department,
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

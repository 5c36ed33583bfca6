import type { Account, AccountProfile } from '@rollcall/shared/connector/account'
import { z } from 'zod'
import { readAccount } from '../read-account.ts'
import { type Email, enterpriseUrn, type ScimUser } from './resources.ts'
import type { ScimSettings } from './settings.ts'

/**
 * A SCIM user as Rollcall sees it. An account that we are not shown to be inactive is active: unknown is never "suspended".
 * @throws ConnectorError `invalid`, `unreadable_account`
 */
export function toAccount(user: ScimUser, entitlements: readonly string[], lastSignIn?: ScimSettings['lastSignIn']): Account {
  const signedIn = signedInOf(user, lastSignIn)
  return readAccount({
    nativeId: user.id,
    userName: user.userName,
    ...(user.externalId === undefined ? {} : { externalId: user.externalId }),
    active: user.active ?? true,
    ...(signedIn === undefined ? {} : { signedIn }),
    profile: toProfile(user),
    entitlements: [...new Set(entitlements)].sort(),
  })
}

/** Empty, or the first day of some calendar, which services written in .NET and on Windows say for "never". */
const noTime = /^$|^(0001|1601|1970)-01-01/

/** Any other number or text is a time of some kind; nobody knows all the forms in which services write it. */
function signedInOf(user: ScimUser, from: ScimSettings['lastSignIn']): Account['signedIn'] {
  if (from === undefined) return undefined
  const at = from.attribute.lastIndexOf(':')
  const holder: unknown = at < 0 ? user : user[from.attribute.slice(0, at)]
  const value = z.looseObject({}).catch({}).parse(holder)[from.attribute.slice(at + 1)]
  if ((typeof value === 'string' && !noTime.test(value)) || (typeof value === 'number' && value > 0)) return 'seen'
  return from.absent === 'never' ? 'never' : undefined
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

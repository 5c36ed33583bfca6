import type { AccountDraft, AccountProfile } from '@rollcall/shared/connector/account'
import { type Email, enterpriseUrn, type ScimUser, userUrn } from './resources.ts'
import { mainEmail } from './to-account.ts'

export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
}

/** Inactive from its first moment where nobody shall use it yet. */
export interface NewUser extends AccountDraft {
  readonly active: boolean
}

/** The body of a create. */
export function toNewUser({ userName, externalId, profile, active }: NewUser): unknown {
  return {
    schemas: profile.department === undefined ? [userUrn] : [userUrn, enterpriseUrn],
    userName,
    externalId,
    active,
    ...attributesOf(profile),
    ...(profile.email === undefined ? {} : { emails: [{ value: profile.email, type: 'work', primary: true }] }),
  }
}

/** One `replace` per attribute that we own. Addresses go as a whole list: a value path that matches nothing fails on some services. */
export function profileOperations(profile: AccountProfile, current: ScimUser | undefined): readonly Operation[] {
  const paths: readonly (readonly [string, unknown])[] = [
    ['name.givenName', profile.givenName],
    ['name.familyName', profile.familyName],
    ['displayName', profile.displayName],
    ['title', profile.title],
    [`${enterpriseUrn}:department`, profile.department],
    ['emails', profile.email === undefined ? undefined : withMainEmail(current?.emails ?? [], profile.email)],
  ]
  return paths.flatMap(([path, value]) => (value === undefined ? [] : [{ op: 'replace', path, value }]))
}

/** The whole user with our attributes changed and everything else as it was: for services that only know PUT. */
export function withProfile(user: ScimUser, profile: AccountProfile): ScimUser {
  const { givenName = user.name?.givenName, familyName = user.name?.familyName } = profile
  const { displayName = user.displayName, title = user.title, department } = profile
  return {
    ...user,
    name: { ...user.name, givenName, familyName },
    displayName,
    title,
    ...(department === undefined ? {} : withDepartment(user, department)),
    ...(profile.email === undefined ? {} : { emails: withMainEmail(user.emails ?? [], profile.email) }),
  }
}

function withDepartment(user: ScimUser, department: string) {
  const schemas = [...new Set([...(user.schemas ?? [userUrn]), enterpriseUrn])]
  return { schemas, [enterpriseUrn]: { ...user[enterpriseUrn], department } }
}

function attributesOf({ givenName, familyName, displayName, title, department }: AccountProfile) {
  const name = { ...(givenName === undefined ? {} : { givenName }), ...(familyName === undefined ? {} : { familyName }) }
  return {
    ...(Object.keys(name).length === 0 ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(title === undefined ? {} : { title }),
    ...(department === undefined ? {} : { [enterpriseUrn]: { department } }),
  }
}

function withMainEmail(emails: readonly Email[], value: string): Email[] {
  const main = mainEmail(emails)
  if (main === undefined) return [{ value, type: 'work', primary: true }]
  return emails.map((email) => (email === main ? { ...email, value } : email))
}

import type { AccountName } from '@rollcall/shared/connector/connector'
import type { Operation } from './profile-changes.ts'
import type { Email, ScimUser } from './resources.ts'
import { mainEmail } from './to-account.ts'

/** `userName`, and the list of addresses where it changes with the name. Addresses go as a whole list, as in `profileOperations`. */
export function nameOperations(name: AccountName, current: ScimUser | undefined): readonly Operation[] {
  const held = current?.emails ?? []
  const emails = emailsUnder(name, { userName: current?.userName ?? '', emails: held })
  const renamed: Operation = { op: 'replace', path: 'userName', value: name.userName }
  return emails === held ? [renamed] : [renamed, { op: 'replace', path: 'emails', value: emails }]
}

/** The whole user under the other name: for services that only know PUT. */
export function withName(user: ScimUser, name: AccountName): ScimUser {
  const emails = emailsUnder(name, { userName: user.userName, emails: user.emails ?? [] })
  return { ...user, userName: name.userName, ...(emails.length === 0 ? {} : { emails: [...emails] }) }
}

/** A main address that is the old name, or the one to keep, follows the name; the old address stays as a further one where it is to be kept. */
function emailsUnder(name: AccountName, before: { userName: string; emails: readonly Email[] }): readonly Email[] {
  const main = mainEmail(before.emails)
  const follows = name.userName.includes('@') && [before.userName, name.alias].some((old) => isSame(old, main?.value))
  const moved = follows ? before.emails.map((email) => (email === main ? { ...email, value: name.userName } : email)) : before.emails
  if (name.alias === undefined || moved.some(({ value }) => isSame(value, name.alias))) return moved
  return [...moved, { value: name.alias, type: 'other' }]
}

function isSame(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left.toLowerCase() === right?.toLowerCase()
}

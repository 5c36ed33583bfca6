import type { Account, AccountProfile } from '@rollcall/shared/connector/account'
import { readAccount } from '../read-account.ts'
import type { Recipe } from './recipe-schema.ts'
import { runError } from './run-error.ts'

const profileNames = ['givenName', 'familyName', 'displayName', 'email', 'title', 'department'] as const

/** An account from what a read or a row of a list said. @throws ConnectorError READ_UNPROVEN when its state is a word that the recipe does not know; `unreadable_account` */
export function toAccount(recipe: Recipe, facts: Readonly<Record<string, string | undefined>>): Account {
  const { userName, externalId } = facts
  if (userName === undefined || userName === '') throw runError('READ_UNPROVEN', 'an account without a user name')
  return readAccount({
    nativeId: userName,
    userName,
    ...(externalId ? { externalId } : {}),
    active: toActive(recipe, facts.active),
    profile: Object.fromEntries(profileNames.flatMap((name) => (facts[name] ? [[name, facts[name]]] : []))),
    entitlements: [],
  })
}

/** The inputs that a profile gives to an operation. */
export function toInputs(profile: AccountProfile): Readonly<Record<string, string | undefined>> {
  return { ...profile }
}

function toActive(recipe: Recipe, word: string | undefined): boolean {
  const { yes, no } = recipe.account.active
  if (word !== undefined && yes.includes(word)) return true
  if (word !== undefined && no.includes(word)) return false
  throw runError('READ_UNPROVEN', 'the state of an account is a word that the recipe does not know')
}

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
    ...toUse(recipe, facts),
    profile: Object.fromEntries(profileNames.flatMap((name) => (facts[name] ? [[name, facts[name]]] : []))),
    entitlements: [],
  })
}

/** The inputs that a profile gives to an operation. */
export function toInputs(profile: AccountProfile): Readonly<Record<string, string | undefined>> {
  return { ...profile }
}

/** What the recipe does not read stays unknown. @throws ConnectorError READ_UNPROVEN for sessions that it cannot tell from none */
function toUse({ account }: Recipe, facts: Readonly<Record<string, string | undefined>>): Pick<Account, 'signedIn' | 'sessions'> {
  const signedIn = account.signedIn && toSignedIn(account.signedIn, facts.signedIn)
  const sessions = account.sessions && facts.sessions !== undefined ? toSessions(account.sessions, facts.sessions) : undefined
  return { ...(signedIn && { signedIn }), ...(sessions && { sessions }) }
}

function toSignedIn({ never, seen }: NonNullable<Recipe['account']['signedIn']>, word = ''): Account['signedIn'] {
  if (never.includes(word)) return 'never'
  return isLike(word, seen) ? 'seen' : undefined
}

function toSessions({ none, open }: NonNullable<Recipe['account']['sessions']>, word: string): Account['sessions'] {
  if (none.includes(word)) return 'none'
  if (isLike(word, open)) return 'open'
  throw runError('READ_UNPROVEN', 'whether an account is in use is a word that the recipe does not know')
}

function isLike(word: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(word)
}

function toActive(recipe: Recipe, word: string | undefined): boolean {
  const { yes, no } = recipe.account.active
  if (word !== undefined && yes.includes(word)) return true
  if (word !== undefined && no.includes(word)) return false
  throw runError('READ_UNPROVEN', 'the state of an account is a word that the recipe does not know')
}

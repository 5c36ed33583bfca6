import { type Account, accountSchema } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'

/**
 * An account as an app showed it, without what no text should hold: blanks for line breaks, nothing for other control characters, whole characters only.
 * What identifies the account or what it holds is never changed, since it would name something else then.
 * @throws ConnectorError `invalid`, `unreadable_account`
 */
export function readAccount(shown: Account): Account {
  const { profile } = shown
  const cleaned = Object.fromEntries(Object.entries(profile).map(([name, text]) => [name, text === undefined ? text : cleanText(text)]))
  const account = accountSchema.safeParse({ ...shown, profile: cleaned })
  if (account.success) return account.data
  const where = account.error.issues[0]?.path[0]?.toString() ?? ''
  throw new ConnectorError('invalid', `the app shows an account whose ${where} is too long or holds characters that no text should hold`, {
    code: 'unreadable_account',
  })
}

function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u0085]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
}

import { type Account, accountSchema } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Scrubber } from '../vault/scrubber.ts'

/**
 * An account as a connector gave it, if it can be told of as it is: an identity is not rewritten, it would name somebody else then.
 * @throws ConnectorError `invalid`: `unreadable_account`, `secret_in_identity`
 */
export function takeAccount(given: Account, scrubber: Scrubber): Account {
  const parsed = accountSchema.safeParse(given)
  if (!parsed.success)
    throw new ConnectorError('invalid', 'The app shows an account that cannot be written down.', { code: 'unreadable_account' })
  const { nativeId, userName, externalId = '', entitlements } = parsed.data
  if ([nativeId, userName, externalId, ...entitlements].every((text) => scrubber.scrub(text) === text)) return parsed.data
  throw new ConnectorError('invalid', 'An account is named after a secret of the vault: change that secret.', {
    code: 'secret_in_identity',
  })
}

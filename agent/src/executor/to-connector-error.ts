import { ConnectorError } from '@rollcall/shared/failure'
import { VaultError } from '../vault/vault-error.ts'

/** What a connector threw, as a failure kind. Of anything that is not a `ConnectorError` only the fact remains: its text could hold anything. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (error instanceof VaultError) return new ConnectorError('unauthorized', error.message, { code: `vault_${error.code}` })
  return new ConnectorError('unknown', 'The connector failed in a way that it does not foresee.')
}

import { isIP } from 'node:net'
import { ApproverKeyError } from './approver-key-error.ts'

/** The site as passkeys know it. */
export interface RelyingParty {
  /** Domain name; passkeys are bound to it. */
  readonly id: string
  readonly origins: readonly string[]
}

/**
 * From the address at which people reach us (`ROLLCALL_URL`). Passkeys know names, not IP addresses: on this machine's own that name is `localhost`.
 * @throws ApproverKeyError for any other IP address
 */
export function relyingParty(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '127.0.0.1' || host === '::1') url.hostname = 'localhost'
  else if (isIP(host) !== 0)
    throw new ApproverKeyError(
      'no_name',
      'passkeys belong to a name, not to an IP address: set ROLLCALL_URL to the name by which people reach us',
    )
  return { id: url.hostname, origins: [url.origin] }
}

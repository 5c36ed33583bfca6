import { UserError } from '../user-error.ts'

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Outside this machine only an encrypted address will do. @throws UserError */
export function checkAddress(url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || protocol === 'wss:') return
  if ((protocol === 'http:' || protocol === 'ws:') && loopback.has(hostname)) return
  throw new UserError(`${url} is not encrypted. Give the control plane a public address that starts with https:// and make a new token.`)
}

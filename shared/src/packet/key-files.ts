import { canonicalJson } from '../canonical-json.ts'
import { type Envelope, preAuthEncoding } from '../envelope/envelope.ts'
import type { Trust } from '../trust.ts'
import type { PacketFiles } from './packet-files.ts'
import { payload } from './packet-layout.ts'

/**
 * The trust document once more in the forms that `openssl` reads: the signed bytes, the root's keys and signatures, and the keys of log and jobs.
 * All follow from the document, so a verifier makes them again and compares.
 */
export function keyFiles(envelope: Envelope, trust: Trust): PacketFiles {
  const files = new Map<string, Uint8Array>([
    [payload.trust, canonicalJson(envelope)],
    [payload.trustPae, preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'))],
  ])
  const roles = { root: trust.root.keyIds, log: trust.roles.log.keyIds, jobs: trust.roles.jobs.keyIds }
  for (const [role, keyIds] of Object.entries(roles))
    for (const keyId of keyIds) files.set(`${ringName(role, keyId)}.pem`, Buffer.from(trust.keys[keyId]?.pem ?? ''))
  for (const { keyid, sig } of envelope.signatures)
    if (trust.root.keyIds.includes(keyid)) files.set(`${ringName('root', keyid)}.sig`, Buffer.from(sig, 'base64'))
  return files
}

function ringName(role: string, keyId: string): string {
  return `keys/${role}-${keyId.slice(0, 16)}`
}

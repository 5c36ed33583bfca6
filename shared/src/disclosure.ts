import { z } from 'zod'
import { canonicalJson, type Json } from './canonical-json.ts'
import { sha256 } from './digest.ts'

/**
 * One personal fact that a signed or logged record commits to without holding it (after RFC 9901 §4.2): whoever is shown `[salt, name, value]`
 * can check it against the digest, and destroying the salt makes the digest mean nothing.
 */
export const disclosureSchema = z.strictObject({
  /** 128 random bits, base64url. */
  salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  name: z.string().min(1).max(128),
  value: z.json(),
})
export type Disclosure = Readonly<z.infer<typeof disclosureSchema>>

export function toDisclosure(name: string, value: Json, salt: Uint8Array): Disclosure {
  if (salt.length !== 16) throw new RangeError(`a salt is 16 random bytes, not ${salt.length}`)
  return { salt: Buffer.from(salt).toString('base64url'), name, value: JSON.parse(JSON.stringify(value)) }
}

/** base64url SHA-256 over base64url(JCS([salt, name, value])). */
export function disclosureDigest(disclosure: Disclosure): string {
  const encoded = Buffer.from(canonicalJson([disclosure.salt, disclosure.name, disclosure.value])).toString('base64url')
  return Buffer.from(sha256(Buffer.from(encoded))).toString('base64url')
}

export const disclosureDigestSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

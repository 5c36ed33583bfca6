import { z } from 'zod'
import { isSignedBy, type Signer, type VerifyingKey } from './keys.ts'

const base64 = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'not base64')

/** DSSE 1.0.2, `application/vnd.in-toto+json` and our own payload types; source: secure-systems-lab/dsse envelope.md. */
export const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.string().min(1).max(128),
  signatures: z
    .array(z.strictObject({ keyid: z.string().max(128), sig: base64 }))
    .min(1)
    .max(16),
})
export type Envelope = z.infer<typeof envelopeSchema>

export type EnvelopeFault = 'malformed' | 'too_large' | 'payload_type' | 'signature'

/** Why an envelope is not believed. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
  readonly code: EnvelopeFault
  constructor(code: EnvelopeFault, message: string) {
    super(message)
    this.code = code
  }
}

/** DSSE pre-authentication encoding: `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8')
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
}

/** Signs exactly these payload bytes, once per signer. */
export async function signEnvelope(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): Promise<Envelope> {
  const bytes = preAuthEncoding(payloadType, payload)
  const signatures = await Promise.all(
    signers.map(async (signer) => ({ keyid: signer.keyId, sig: Buffer.from(await signer.sign(bytes)).toString('base64') })),
  )
  return { payload: Buffer.from(payload).toString('base64'), payloadType, signatures }
}

export interface OpenEnvelopeOptions {
  readonly payloadType: string
  readonly keys: readonly VerifyingKey[]
  /** How many different keys must have signed; 1 unless said. */
  readonly threshold?: number
  readonly maxBytes?: number
}

/**
 * Gives the payload bytes once enough of the given keys have signed them: parse these bytes and no others.
 * A `keyid` is only a hint (DSSE protocol.md); each key counts once.
 * @throws EnvelopeError
 */
export function openEnvelope(input: unknown, options: OpenEnvelopeOptions): Uint8Array {
  const parsed = envelopeSchema.safeParse(input)
  if (!parsed.success) throw new EnvelopeError('malformed', 'not a DSSE envelope')
  const { payload, payloadType, signatures } = parsed.data
  if (payload.length > ((options.maxBytes ?? 65_536) * 4) / 3 + 4)
    throw new EnvelopeError('too_large', `payload is larger than ${options.maxBytes ?? 65_536} bytes`)
  if (payloadType !== options.payloadType)
    throw new EnvelopeError('payload_type', `payload type ${payloadType} where ${options.payloadType} is expected`)
  const body = Buffer.from(payload, 'base64')
  const bytes = preAuthEncoding(payloadType, body)
  const signed = options.keys.filter((key) => signatures.some(({ sig }) => isSignedBy(key, bytes, Buffer.from(sig, 'base64'))))
  const distinct = new Set(signed.map((key) => key.keyId))
  if (distinct.size < (options.threshold ?? 1)) throw new EnvelopeError('signature', 'no signature by a key that is trusted for this')
  return body
}

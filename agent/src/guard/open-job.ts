import { sha256Hex } from '@rollcall/shared/digest'
import { EnvelopeError, type EnvelopeFault, envelopeSchema, openEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { jobSchema, maxJobBytes } from '@rollcall/shared/job'
import type { Refusal } from '@rollcall/shared/receipt'
import { isTrustExpired, roleKeys, type Trust } from '@rollcall/shared/trust'
import { z } from 'zod'

/** The fields that bind a job; read before the whole job is, because each has a refusal of its own. */
const claimSchema = z.object(
  jobSchema.pick({
    id: true,
    organization: true,
    audience: true,
    sequence: true,
    epoch: true,
    fence: true,
    attempt: true,
    iat: true,
    nbf: true,
    exp: true,
    nonce: true,
    app: true,
    connector: true,
    cause: true,
  }).shape,
)
export type JobClaim = Readonly<z.infer<typeof claimSchema>>

export type OpenedJob =
  | { readonly kind: 'opened'; readonly claim: JobClaim; readonly body: unknown; readonly payload: string; readonly jobHash: string }
  /** With the claim as soon as the signature holds, so that the refusal names its job. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly jobHash: string; readonly claim?: JobClaim | undefined }

const refusalOf: Readonly<Record<EnvelopeFault, Refusal>> = {
  malformed: 'envelope',
  too_large: 'too_large',
  payload_type: 'payload_type',
  signature: 'signature',
}

/** The first four checks: size, envelope, type, key with its role and expiry. What comes out was signed by the jobs role. */
export function openJob(envelope: unknown, trust: Trust, at: Date): OpenedJob {
  const jobHash = hashOf(envelope)
  const refuse = (refusal: Refusal, claim?: JobClaim): OpenedJob => ({ kind: 'refused', refusal, jobHash, claim })
  try {
    const keys = roleKeys(trust, 'jobs')
    const bytes = openEnvelope(envelope, { payloadType: payloadTypes.job, keys, maxBytes: maxJobBytes })
    if (bytes.length > maxJobBytes) return refuse('too_large')
    const payload = Buffer.from(bytes).toString('utf8')
    const body = parseJson(payload)
    const claim = claimSchema.safeParse(body).data
    if (isTrustExpired(trust, at)) return refuse('trust_expired', claim)
    return claim === undefined ? refuse('schema') : { kind: 'opened', claim, body, payload, jobHash }
  } catch (error) {
    if (error instanceof EnvelopeError) return refuse(refusalOf[error.code])
    throw error
  }
}

/** Of the payload bytes as received; of nothing where there are none. */
function hashOf(envelope: unknown): string {
  const parsed = envelopeSchema.safeParse(envelope)
  return sha256Hex(Buffer.from(parsed.success ? parsed.data.payload : '', 'base64'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

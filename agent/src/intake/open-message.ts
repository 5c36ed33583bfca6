import { EnvelopeError, openEnvelope } from '@rollcall/shared/envelope/envelope'
import { roleKeys, type Trust } from '@rollcall/shared/trust'
import type { z } from 'zod'

/** A small signed message of the control plane (cancel, lease, welcome), or undefined when it is not one. */
export function openMessage<T>(envelope: unknown, expected: { trust: Trust; payloadType: string; schema: z.ZodType<T> }): T | undefined {
  try {
    const bytes = openEnvelope(envelope, { payloadType: expected.payloadType, keys: roleKeys(expected.trust, 'jobs') })
    return expected.schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data
  } catch (error) {
    if (error instanceof EnvelopeError || error instanceof SyntaxError) return undefined
    throw error
  }
}

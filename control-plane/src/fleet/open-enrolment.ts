import { type Envelope, openEnvelope } from '@rollcall/shared/envelope/envelope'
import { toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type EnrolmentRequest, enrolmentRequestSchema } from '@rollcall/shared/wire/enrolment'
import { EnrolmentRefusedError } from './enrolment-refused-error.ts'

const maxBytes = 8_192

/** The request proves that its sender holds the bound key it names: it is signed with that very key. @throws EnrolmentRefusedError */
export function openEnrolment(envelope: Envelope): EnrolmentRequest {
  try {
    const claimed = parse(Buffer.from(envelope.payload, 'base64'))
    const bytes = openEnvelope(envelope, { payloadType: payloadTypes.enrolment, keys: [toVerifyingKey(claimed.keys.bound)], maxBytes })
    const request = parse(bytes)
    toVerifyingKey(request.keys.results)
    return request
  } catch {
    throw new EnrolmentRefusedError()
  }
}

function parse(bytes: Uint8Array): EnrolmentRequest {
  return enrolmentRequestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
}

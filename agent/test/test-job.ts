import { connectorPin } from '@rollcall/connectors/catalogue'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { digestOf } from '@rollcall/shared/digest'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Job, Step } from '@rollcall/shared/job'
import type { Identity } from '../src/home/identity.ts'
import { systemClock, systemRandom } from '../src/ports.ts'
import { directoryManifest } from './memory-directory.ts'

export const ada = { userName: 'ada@example.com', externalId: 'per_ada' } as const
export const suspend: Step = { verb: 'account.suspend' }

let counter = 0

/** A job that the guard accepts, unless a field says otherwise. Sequence and fence rise from one to the next. */
export function testJob(identity: Identity, changes: Partial<Job> = {}): Job {
  counter += 1
  const iat = Math.floor(systemClock.now().getTime() / 1000)
  const steps = changes.steps ?? [suspend]
  return {
    v: 1,
    id: `job_${Buffer.from(systemRandom(16)).toString('hex')}`,
    organization: identity.organization,
    audience: [identity.agent],
    sequence: counter,
    epoch: identity.epoch,
    fence: counter,
    attempt: 1,
    iat,
    nbf: iat,
    exp: iat + 900,
    nonce: Buffer.from(systemRandom(16)).toString('hex'),
    app: 'crm',
    connector: connectorPin(directoryManifest),
    class: 'suspend',
    steps,
    subject: { person: `per_${'a'.repeat(32)}`, account: ada },
    secrets: [],
    idempotencyKey: digestOf({ steps }),
    cause: { event: 'leaver', rules: [] },
    approvals: [],
    limits: { timeoutMs: 10_000, calls: 1_000 },
    undo: null,
    controls: [],
    dryRun: false,
    ...changes,
  }
}

/** The same job offered again: next fence, attempt and nonce. */
export function offerAgain(job: Job): Job {
  counter += 1
  return { ...job, fence: counter, attempt: job.attempt + 1, sequence: counter, nonce: Buffer.from(systemRandom(16)).toString('hex') }
}

export function signJob(job: object, signer: Signer): Promise<Envelope> {
  return signEnvelope(payloadTypes.job, canonicalJson(job), [signer])
}

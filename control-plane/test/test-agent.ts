import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { sha256Hex } from '@rollcall/shared/digest'
import { type Disclosure, disclosureDigest, toDisclosure } from '@rollcall/shared/disclosure'
import { type Envelope, envelopeSchema, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, publicPem } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, toId } from '@rollcall/shared/ids'
import { type Job, jobSchema } from '@rollcall/shared/job'
import { firstPrevious, type Receipt, type StepReceipt } from '@rollcall/shared/receipt'
import { type EnrolmentRequest, enrolmentProof, enrolmentVerifier, parseEnrolmentToken } from '@rollcall/shared/wire/enrolment'
import type { AgentFrame, Auth } from '@rollcall/shared/wire/frames'

type ReceiptFrame = Extract<AgentFrame, { kind: 'receipt' }>

export const testVerbs: Auth['apps'][number]['verbs'] = ['account.list', 'account.read', 'account.create', 'account.suspend']
export const testConnector = { id: 'scim', version: '1.0.0', digest: 'c'.repeat(64) }

/** The agent's side with real keys and none of its code: what it sends is exactly what a test says. */
export class TestAgent {
  readonly bound = generateKeyPairSync('ed25519')
  readonly results = generateKeyPairSync('ed25519')
  agent: Id<'agent'> = `agt_${'0'.repeat(32)}`
  organization: Id<'organization'> = `org_${'0'.repeat(32)}`
  apps: Auth['apps'] = [{ app: 'wiki', connector: testConnector, verbs: testVerbs }]
  receipts = { sequence: 0, hash: firstPrevious }

  /** What an agent sends to be let in. */
  async enrolment(token: string, changes: Partial<EnrolmentRequest> = {}, signer = this.bound.privateKey): Promise<Envelope> {
    const { id, secret } = parseEnrolmentToken(token)
    const keys = { bound: publicPem(this.bound.publicKey), results: publicPem(this.results.publicKey) }
    const nonce = randomBytes(32).toString('hex')
    const request = { v: 1 as const, token: parseId(id), name: 'office', agentVersion: '0.1.0', nonce, keys }
    const proof = enrolmentProof(enrolmentVerifier(secret), request)
    return signEnvelope(payloadTypes.enrolment, canonicalJson({ ...request, proof, ...changes }), [ed25519Signer(signer)])
  }

  /** The answer to a hello. */
  async auth(serverNonce: unknown, changes: Partial<Auth> = {}, signer = this.bound.privateKey) {
    const auth = {
      v: 1,
      agent: this.agent,
      organization: this.organization,
      serverNonce,
      clientNonce: 'a'.repeat(64),
      bootId: 'boot',
      agentVersion: '0.1.0',
      policyDigest: 'b'.repeat(64),
      apps: this.apps,
      received: 0,
      sent: 0,
      leases: [],
      clock: '2026-06-01T08:00:00.000Z',
      ...changes,
    }
    return { kind: 'auth', envelope: await signEnvelope(payloadTypes.auth, canonicalJson(auth), [ed25519Signer(signer)]) }
  }

  /** A receipt for a job as received, next in the agent's chain unless `changes` says otherwise. */
  async receipt(
    envelope: unknown,
    { sequence, states = [], signer = this.results.privateKey, ...changes }: ReceiptOrder,
  ): Promise<ReceiptFrame> {
    const { payload } = envelopeSchema.parse(envelope)
    const job = openJob(envelope)
    const disclosures = states.map((value) => toDisclosure('account', value, randomBytes(16)))
    const receipt: Receipt = {
      v: 1,
      id: toId('receipt', randomBytes(16)),
      organization: this.organization,
      agent: this.agent,
      sequence: this.receipts.sequence + 1,
      previous: this.receipts.hash,
      job: job.id,
      jobHash: sha256Hex(Buffer.from(payload, 'base64')),
      ...(job.cause.case && { case: job.cause.case }),
      app: job.app,
      attempt: job.attempt,
      fence: job.fence,
      outcome: 'done',
      steps: job.steps.map((step, index) => doneStep(index, step.verb, disclosures[index])),
      agentVersion: '0.1.0',
      policyDigest: 'b'.repeat(64),
      clock: { at: '2026-06-01T08:00:00.000Z', driftMs: 0 },
      ...changes,
    }
    const bytes = canonicalJson(receipt)
    this.receipts = { sequence: receipt.sequence, hash: sha256Hex(bytes) }
    return { kind: 'receipt', sequence, envelope: await signEnvelope(payloadTypes.receipt, bytes, [ed25519Signer(signer)]), disclosures }
  }
}

interface ReceiptOrder extends Partial<Omit<Receipt, 'sequence'>> {
  /** Number of the frame. */
  readonly sequence: number
  /** What the app showed after each step. */
  readonly states?: readonly Disclosure['value'][]
  readonly signer?: TestAgent['results']['privateKey']
}

export function openJob(envelope: unknown): Job {
  return jobSchema.parse(JSON.parse(Buffer.from(envelopeSchema.parse(envelope).payload, 'base64').toString()))
}

function doneStep(index: number, verb: StepReceipt['verb'], after: Disclosure | undefined): StepReceipt {
  const at = '2026-06-01T08:00:00.000Z'
  return {
    index,
    verb,
    outcome: 'changed',
    ...(after && { after: disclosureDigest(after) }),
    reconciled: false,
    startedAt: at,
    finishedAt: at,
    exchanges: [],
  }
}

function parseId(id: string): Id<'enrolment'> {
  return `enr_${id.slice(4)}`
}

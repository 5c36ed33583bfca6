import { timingSafeEqual } from 'node:crypto'
import { LockMode } from '@mikro-orm/core'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, openEnvelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { type Signer, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, toId } from '@rollcall/shared/ids'
import { firstPrevious } from '@rollcall/shared/receipt'
import { type Enrolled, type EnrolmentRequest, enrolmentProof, enrolmentRequestSchema } from '@rollcall/shared/wire/enrolment'
import { appendEntries } from '../ledger/append-entries.ts'
import { Organization } from '../organizations/organization.entity.ts'
import type { Ports } from '../ports.ts'
import { Agent } from './agent.entity.ts'
import { EnrolmentToken } from './enrolment-token.entity.ts'

/** Why a new agent is not let in. One message for every reason: a stranger learns nothing from trying. */
export class EnrolmentRefusedError extends Error {
  override readonly name = 'EnrolmentRefusedError'
  constructor() {
    super('this enrolment token is not valid: it may be used, expired or mistyped. Ask an operator for a new one.')
  }
}

/** Lets one agent in: burns the token and registers the agent's public keys, in one transaction, and answers signed. */
export async function enrolAgent(ports: Ports & { jobs: Signer; sessionUrl: string }, envelope: Envelope): Promise<Envelope> {
  const request = readRequest(envelope)
  const at = ports.now()
  const enrolled = await ports.database.transact(async (em): Promise<Enrolled> => {
    const token = await em.findOne(EnrolmentToken, { id: request.token }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (token === null || token.usedAt !== null || at >= token.expiresAt || !isProven(token, request)) throw new EnrolmentRefusedError()
    token.usedAt = at
    const organization = await em.findOneOrFail(Organization, { id: token.organization })
    const agent = toId('agent', ports.random(16))
    em.create(Agent, newAgent(agent, token.organization, request, at))
    await appendEntries(em, token.organization, [agentEnrolled(agent, request)], { at, random: ports.random })
    return {
      v: 1,
      nonce: request.nonce,
      agent,
      organization: token.organization,
      organizationName: organization.name,
      epoch: 1,

      session: ports.sessionUrl,
    }
  })
  return signEnvelope(payloadTypes.enrolled, canonicalJson(enrolled), [ports.jobs])
}

/** The request proves that its sender holds the bound key it names: it is signed with that very key. */
function readRequest(envelope: Envelope): EnrolmentRequest {
  try {
    const claimed = enrolmentRequestSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')))
    toVerifyingKey(claimed.keys.results)
    const bytes = openEnvelope(envelope, {
      payloadType: payloadTypes.enrolment,
      keys: [toVerifyingKey(claimed.keys.bound)],
      maxBytes: 8_192,
    })
    return enrolmentRequestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    throw new EnrolmentRefusedError()
  }
}

function isProven(token: EnrolmentToken, request: EnrolmentRequest): boolean {
  const { proof, ...rest } = request
  return timingSafeEqual(Buffer.from(enrolmentProof(Buffer.from(token.verifier, 'hex'), rest), 'hex'), Buffer.from(proof, 'hex'))
}

function newAgent(id: Id<'agent'>, organization: Id<'organization'>, request: EnrolmentRequest, at: Date) {
  return {
    id,
    organization,
    name: request.name,
    status: 'active' as const,
    boundKey: request.keys.bound,
    resultsKey: request.keys.results,
    epoch: 1,

    agentVersion: request.agentVersion,
    policyDigest: null,
    apps: [],
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: firstPrevious,
    enrolledAt: at,
    lastSeenAt: null,
  }
}

function agentEnrolled(agent: Id<'agent'>, request: EnrolmentRequest) {
  return {
    t: 'agent.enrolled' as const,
    agent,
    boundKey: toVerifyingKey(request.keys.bound).keyId,
    resultsKey: toVerifyingKey(request.keys.results).keyId,
  }
}

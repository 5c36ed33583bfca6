import { timingSafeEqual } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { type Signer, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, toId } from '@rollcall/shared/ids'
import { firstPrevious } from '@rollcall/shared/receipt'
import { type Enrolled, type EnrolmentRequest, enrolmentProof } from '@rollcall/shared/wire/enrolment'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Organization } from '../organizations/organization.entity.ts'
import type { Ports } from '../ports.ts'
import { Agent } from './agent.entity.ts'
import { EnrolmentRefusedError } from './enrolment-refused-error.ts'
import { EnrolmentToken } from './enrolment-token.entity.ts'
import { openEnrolment } from './open-enrolment.ts'

const epoch = 1

/** Lets one agent in: burns the token and registers the agent's public keys, in one transaction, and answers signed. @throws EnrolmentRefusedError */
export async function enrolAgent(ports: Ports & { jobs: Signer; sessionUrl: string }, envelope: Envelope): Promise<Envelope> {
  const request = openEnrolment(envelope)
  const at = ports.now()
  const enrolled = await ports.database.transact(async (em): Promise<Enrolled> => {
    const { organization } = await burnToken(em, request, at)
    const { name } = await em.findOneOrFail(Organization, { id: organization })
    const agent = toId('agent', ports.random(16))
    em.create(Agent, { id: agent, organization, ...newAgent(request), enrolledAt: at, lastSeenAt: null })
    await appendEntries(em, organization, [agentEnrolled(agent, request)], { at, random: ports.random })
    return { v: 1, nonce: request.nonce, agent, organization, organizationName: name, epoch, session: ports.sessionUrl }
  })
  return signEnvelope(payloadTypes.enrolled, canonicalJson(enrolled), [ports.jobs])
}

/** Of several requests with one token, the first that gets hold of the ledger wins. */
async function burnToken(em: EntityManager, request: EnrolmentRequest, at: Date): Promise<EnrolmentToken> {
  const found = await em.findOne(EnrolmentToken, { id: request.token })
  if (found === null || !isProven(found, request)) throw new EnrolmentRefusedError()
  await lockLedger(em, found.organization)
  const token = await em.refreshOrFail(found)
  if (token.usedAt || at >= token.expiresAt) throw new EnrolmentRefusedError()
  token.usedAt = at
  return token
}

function isProven(token: EnrolmentToken, request: EnrolmentRequest): boolean {
  const { proof, ...rest } = request
  return timingSafeEqual(Buffer.from(enrolmentProof(Buffer.from(token.verifier, 'hex'), rest), 'hex'), Buffer.from(proof, 'hex'))
}

function newAgent({ name, agentVersion, keys }: EnrolmentRequest) {
  return {
    name,
    status: 'active' as const,
    boundKey: keys.bound,
    resultsKey: keys.results,
    epoch,
    agentVersion,
    policyDigest: null,
    apps: [],
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: firstPrevious,
  }
}

function agentEnrolled(agent: Id<'agent'>, { keys }: EnrolmentRequest) {
  const { keyId: boundKey } = toVerifyingKey(keys.bound)
  return { t: 'agent.enrolled' as const, agent, boundKey, resultsKey: toVerifyingKey(keys.results).keyId }
}

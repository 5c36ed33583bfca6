import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { sha256Hex } from '@rollcall/shared/digest'
import { disclosureDigest, toDisclosure } from '@rollcall/shared/disclosure'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, keyIdOf, publicPem } from '@rollcall/shared/envelope/keys'
import { p256Signer } from '@rollcall/shared/envelope/p256-signer'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, type IdKind, toId } from '@rollcall/shared/ids'
import { firstPrevious, receiptSchema } from '@rollcall/shared/receipt'
import { type Trust, trustSchema } from '@rollcall/shared/trust'
import { pino } from 'pino'
import { Case } from '../cases/case.entity.ts'
import { endedEntry, openedEntries } from '../cases/case-entries.ts'
import { createJobs } from '../cases/open-case.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { JobDispatcher } from '../dispatch/dispatch-jobs.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { readReceipt } from '../dispatch/read-receipt.ts'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'
import { receiptEntries } from '../dispatch/receipt-entries.ts'
import { Agent } from '../fleet/agent.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { Organization } from '../organizations/organization.entity.ts'
import type { Services } from '../services.ts'
import { createTrust } from '../trust/create-trust.ts'
import { noteSigner } from '../trust/note-signer.ts'

export function idOf<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  return toId(kind, createHash('md5').update(text).digest())
}

const at = new Date('2026-11-22T18:25:00.123Z')
const connector = { id: 'scim', version: '1.0.0', digest: '0'.repeat(64) }
export const testCase = idOf('case', 'ada leaves')
export const testOrganization = idOf('organization', 'acme')
const person = idOf('person', 'ada')
const agentId = idOf('agent', 'berlin')

export type ExportServices = Pick<Services, 'database' | 'trust' | 'signers' | 'now' | 'random'>

/** A leaver's case on its way through the real parts: opened, a job issued and signed, a receipt signed by the agent, closed. */
export class TestCase {
  readonly services: ExportServices
  readonly #jobsKey: KeyObject
  readonly #agentKey = generateKeyPairSync('ed25519')

  private constructor(services: ExportServices, jobsKey: KeyObject) {
    this.services = services
    this.#jobsKey = jobsKey
  }

  static async open(database: Database): Promise<TestCase> {
    const { roleKeys, trust, fingerprint } = await createTrust({ controlPlane: 'rollcall.example', at })
    const document: Trust = trustSchema.parse(JSON.parse(Buffer.from(trust.payload, 'base64').toString()))
    const signers: Services['signers'] = {
      jobs: ed25519Signer(roleKeys.jobs),
      log: (origin) => noteSigner(origin, roleKeys.log),
      packet: [ed25519Signer(roleKeys.packet), p256Signer(roleKeys.packetP256)],
    }
    let calls = 0
    const random = (bytes: number) => createHash('sha512').update(`test case ${calls++}`).digest().subarray(0, bytes)
    const services = { database, trust: { document, envelope: trust, fingerprint }, signers, now: () => at, random }
    const opened = new TestCase(services, roleKeys.jobs)
    await opened.#enrolAndOpen()
    return opened
  }

  append(drafts: readonly EntryDraft[]): Promise<unknown> {
    const { database, random } = this.services
    return database.transact((em) => appendEntries(em, testOrganization, drafts, { at, random }))
  }

  /** Some other thing happens. */
  somethingElse(): Promise<unknown> {
    return this.append([{ t: 'account.orphan_found', app: 'forum', account: idOf('account', 'nobody') }])
  }

  async issueJob(): Promise<void> {
    const ports = { ...this.services, wakeUps: new WakeUps(), log: pino({ level: 'silent' }), jobs: ed25519Signer(this.#jobsKey) }
    await new JobDispatcher({ ...ports, connectedAgents: () => [agentId], dismiss: () => {} }).tick(at)
  }

  async receive(): Promise<void> {
    const { database, random } = this.services
    await database.transact(async (em) => {
      const job = await em.findOneOrFail(JobRecord, { case: testCase })
      const agent = await em.findOneOrFail(Agent, { id: agentId })
      const frame = { kind: 'receipt' as const, sequence: 1, ...(await this.#signReceipt(job)) }
      const believed = readReceipt(agent, frame)
      const { id, sequence } = believed.receipt
      const about = { organization: testOrganization, agent: agentId, job: job.id, case: testCase, fenced: false, receivedAt: at }
      const { envelope, disclosures } = frame
      em.create(ReceiptRecord, { id, sequence, ...about, hash: believed.hash, envelope, jobEnvelope: job.envelope ?? null, disclosures })
      await appendEntries(em, testOrganization, receiptEntries(believed, job, false), { at, random })
    })
  }

  close(): Promise<unknown> {
    return this.append([endedEntry({ id: testCase, person }, 'closed')])
  }

  async #signReceipt(job: JobRecord) {
    const after = toDisclosure('account', { userName: 'ada', active: false }, this.services.random(16))
    const step = { index: 0, verb: 'account.suspend', outcome: 'changed', after: disclosureDigest(after), reconciled: false, exchanges: [] }
    const receipt = receiptSchema.parse({
      v: 1,
      id: idOf('receipt', 'suspended'),
      organization: testOrganization,
      agent: agentId,
      sequence: 1,
      previous: firstPrevious,
      job: job.id,
      jobHash: sha256Hex(Buffer.from(job.envelope?.payload ?? '', 'base64')),
      case: testCase,
      app: job.app,
      attempt: job.attempt,
      fence: job.fence,
      outcome: 'done',
      steps: [{ ...step, startedAt: at.toISOString(), finishedAt: at.toISOString() }],
      agentVersion: '0.1.0',
      policyDigest: '0'.repeat(64),
      clock: { at: at.toISOString(), driftMs: 0 },
    })
    const envelope = await signEnvelope(payloadTypes.receipt, canonicalJson(receipt), [ed25519Signer(this.#agentKey.privateKey)])
    return { envelope, disclosures: [after] }
  }

  async #enrolAndOpen(): Promise<void> {
    const { database, random } = this.services
    const resultsKey = publicPem(this.#agentKey.publicKey)
    await database.transact(async (em) => {
      em.create(Organization, { id: testOrganization, name: 'Acme', logOrigin: 'rollcall.example/log/7f', createdAt: at })
      em.create(Agent, {
        id: agentId,
        organization: testOrganization,
        name: 'berlin',
        status: 'active',
        boundKey: resultsKey,
        resultsKey,
        epoch: 1,
        agentVersion: '0.1.0',
        policyDigest: null,
        apps: [{ app: 'wiki', connector, verbs: ['account.suspend'] }],
        received: 0,
        sent: 0,
        jobSequence: 0,
        receiptSequence: 0,
        receiptHash: firstPrevious,
        enrolledAt: at,
        lastSeenAt: at,
      })
      const key = keyIdOf(this.#agentKey.publicKey)
      const enrolled: EntryDraft = { t: 'agent.enrolled', agent: agentId, resultsKey: key, boundKey: key }
      const { to } = await appendEntries(em, testOrganization, [enrolled], { at, random })
      const lifecycle = em.create(Case, newCase(to))
      createJobs(em, lifecycle, { at, random })
      const facts = { personKey: 'P-1', givenName: 'Ada', familyName: 'Lovelace', engagements: [] }
      await appendEntries(em, testOrganization, openedEntries(lifecycle, { personKey: 'P-1', facts }, []), { at, random })
    })
  }
}

function newCase(ledgerFrom: number) {
  const step = { step: { verb: 'account.suspend' as const }, because: ['no rule grants it'] }
  return {
    id: testCase,
    organization: testOrganization,
    person,
    kind: 'leaver' as const,
    state: 'running' as const,
    reason: null,
    plan: { kind: 'leaver' as const, apps: [{ app: 'wiki', account: { userName: 'ada' }, steps: [step] }], left: [] },
    planHash: '1'.repeat(64),
    planSalt: 'A'.repeat(22),
    saltedPlanHash: '3'.repeat(64),
    policyDigest: '2'.repeat(64),
    effectiveAt: at,
    recordedAt: at,
    openedAt: at,
    closedAt: null,
    ledgerFrom,
    ledgerTo: null,
  }
}

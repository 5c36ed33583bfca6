import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { disclosureDigest, toDisclosure } from '@rollcall/shared/disclosure'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, keyIdOf, publicPem } from '@rollcall/shared/envelope/keys'
import { p256Signer } from '@rollcall/shared/envelope/p256-signer'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, type IdKind, toId } from '@rollcall/shared/ids'
import { jobSchema } from '@rollcall/shared/job'
import { firstPrevious, receiptSchema } from '@rollcall/shared/receipt'
import { type Trust, trustSchema } from '@rollcall/shared/trust'
import { pino } from 'pino'
import { Case } from '../src/cases/case.entity.ts'
import { endedEntry, openedEntries } from '../src/cases/case-entries.ts'
import { startCase } from '../src/cases/start-case.ts'
import type { Database } from '../src/database/database.ts'
import { WakeUps } from '../src/database/wake-ups.ts'
import { acceptReceipt } from '../src/dispatch/accept-receipt.ts'
import { JobDispatcher } from '../src/dispatch/dispatch-jobs.ts'
import { JobOffer } from '../src/dispatch/job-offer.entity.ts'
import { Agent } from '../src/fleet/agent.entity.ts'
import { appendEntries } from '../src/ledger/append-entries.ts'
import type { EntryDraft } from '../src/ledger/entry-draft.ts'
import { lockLedger } from '../src/ledger/lock-ledger.ts'
import { Organization } from '../src/organizations/organization.entity.ts'
import { defaultPolicySettings } from '../src/policy/default-settings.ts'
import type { Ports } from '../src/ports.ts'
import { Person } from '../src/roster/person.entity.ts'
import type { Services } from '../src/services.ts'
import { createTrust } from '../src/trust/create-trust.ts'
import { noteSigner } from '../src/trust/note-signer.ts'

export function idOf<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  return toId(kind, createHash('md5').update(text).digest())
}

const at = new Date('2026-11-22T18:25:00.123Z')
const connector = { id: 'scim', version: '1.0.0', digest: '0'.repeat(64) }
export const testCase = idOf('case', 'ada leaves')
export const testOrganization = idOf('organization', 'acme')
const person = idOf('person', 'ada')
const agentId = idOf('agent', 'berlin')
/** Serves the same organization, and is never given the job. */
export const otherAgent = idOf('agent', 'paris')

export type ExportServices = Pick<Services, 'database' | 'trust' | 'signers' | 'now' | 'random'>

/** A leaver's case on its way through the real parts: opened, a job issued and signed, a receipt signed by the agent, closed. */
export class TestCase {
  readonly services: ExportServices
  readonly #jobsKey: KeyObject
  readonly #agentKey = generateKeyPairSync('ed25519')
  readonly #otherKey = generateKeyPairSync('ed25519')
  #at = at

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
    const ports = { ...this.#ports(), jobs: ed25519Signer(this.#jobsKey) }
    await new JobDispatcher({ ...ports, connectedAgents: () => [agentId], dismiss: () => {} }).tick(this.#at)
  }

  /** The agent is silent for so long that the job is given out again. */
  async reissueJob(): Promise<void> {
    this.#at = new Date(this.#at.getTime() + 80_000)
    await this.issueJob()
  }

  /** A receipt for an attempt comes, by the agent that was given the job or by another that knows it as well. */
  async receive({ attempt = 1, by = agentId }: { attempt?: number; by?: Id<'agent'> } = {}): Promise<void> {
    await this.services.database.transact(async (em) => {
      await lockLedger(em, testOrganization)
      const offer = await em.findOneOrFail(JobOffer, { attempt })
      const agent = await em.findOneOrFail(Agent, { id: by })
      const sequence = agent.receiptSequence + 1
      const frame = { kind: 'receipt' as const, sequence, ...(await this.#signReceipt(offer, agent)) }
      await acceptReceipt(em, this.#ports(), { agent, frame, at: this.#at })
    })
  }

  close(): Promise<unknown> {
    return this.append([endedEntry({ id: testCase, person }, 'closed')])
  }

  #ports(): Ports {
    return { ...this.services, wakeUps: new WakeUps(), log: pino({ level: 'silent' }), now: () => this.#at }
  }

  async #signReceipt(offer: JobOffer, agent: Agent) {
    const job = jobSchema.parse(JSON.parse(Buffer.from(offer.envelope.payload, 'base64').toString()))
    const seen = { nativeId: '7', userName: 'ada', active: false, profile: {}, entitlements: [] }
    const after = toDisclosure('account', seen, this.services.random(16))
    const step = { index: 0, verb: 'account.suspend', outcome: 'changed', after: disclosureDigest(after), reconciled: false, exchanges: [] }
    const receipt = receiptSchema.parse({
      v: 1,
      id: idOf('receipt', `${agent.id} ${agent.receiptSequence}`),
      organization: testOrganization,
      agent: agent.id,
      sequence: agent.receiptSequence + 1,
      previous: agent.receiptHash,
      job: job.id,
      jobHash: offer.hash,
      case: testCase,
      app: job.app,
      attempt: job.attempt,
      fence: job.fence,
      outcome: 'done',
      steps: [{ ...step, startedAt: this.#at.toISOString(), finishedAt: this.#at.toISOString() }],
      agentVersion: '0.1.0',
      policyDigest: '0'.repeat(64),
      clock: { at: this.#at.toISOString(), driftMs: 0 },
    })
    const key = agent.id === agentId ? this.#agentKey : this.#otherKey
    const envelope = await signEnvelope(payloadTypes.receipt, canonicalJson(receipt), [ed25519Signer(key.privateKey)])
    return { envelope, disclosures: [after] }
  }

  async #enrolAndOpen(): Promise<void> {
    const { database, random } = this.services
    await database.transact(async (em) => {
      em.create(Organization, { id: testOrganization, name: 'Acme', logOrigin: 'rollcall.example/log/7f', createdAt: at })
      em.create(Person, newPerson())
      em.create(Agent, newAgent(otherAgent, publicPem(this.#otherKey.publicKey)))
      em.create(Agent, newAgent(agentId, publicPem(this.#agentKey.publicKey)))
      const key = keyIdOf(this.#agentKey.publicKey)
      const enrolled: EntryDraft = { t: 'agent.enrolled', agent: agentId, resultsKey: key, boundKey: key }
      const { to } = await appendEntries(em, testOrganization, [enrolled], { at, random })
      const lifecycle = em.create(Case, newCase(to))
      await appendEntries(em, testOrganization, openedEntries(lifecycle, { personKey: 'P-1', facts }, []), { at, random })
      const adaRow = await em.findOneOrFail(Person, { id: person })
      await startCase(em, { lifecycle, person: adaRow, approvals: defaultPolicySettings.approvals }, { at, random })
    })
  }
}

const facts = { personKey: 'P-1', givenName: 'Ada', familyName: 'Lovelace', engagements: [] }

function newPerson() {
  return {
    id: person,
    organization: testOrganization,
    source: idOf('source', 'hr'),
    personKey: 'P-1',
    facts,
    factsDigest: '4'.repeat(64),
    presence: 'present' as const,
    missingSince: null,
    status: 'terminated' as const,
    recordedAt: at,
    wakeAt: null,
    needsPlanning: false,
  }
}

function newAgent(id: Id<'agent'>, resultsKey: string) {
  return {
    id,
    organization: testOrganization,
    name: 'agent',
    status: 'active' as const,
    boundKey: resultsKey,
    resultsKey,
    epoch: 1,
    agentVersion: '0.1.0',
    policyDigest: null,
    apps: [{ app: 'wiki', connector, verbs: ['account.suspend' as const] }],
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: firstPrevious,
    enrolledAt: at,
    lastSeenAt: at,
  }
}

function newCase(ledgerFrom: number) {
  const step = { step: { verb: 'account.suspend' as const }, because: ['no rule grants it'], why: [] }
  return {
    id: testCase,
    organization: testOrganization,
    person,
    kind: 'leaver' as const,
    state: 'running' as const,
    reason: null,
    plan: {
      kind: 'leaver' as const,
      apps: [{ app: 'wiki', account: { userName: 'ada' }, steps: [step], stage: 0, requires: [], approval: null }],
      tasks: [],
      left: [],
      lost: [],
      approval: null,
    },
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

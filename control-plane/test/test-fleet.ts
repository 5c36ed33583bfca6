import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Job } from '@rollcall/shared/job'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { openTrust } from '@rollcall/shared/trust'
import { enrolledSchema } from '@rollcall/shared/wire/enrolment'
import type { Auth } from '@rollcall/shared/wire/frames'
import { pino } from 'pino'
import { composeServices } from '../src/compose.ts'
import type { Dialect } from '../src/database/database.ts'
import { WakeUps } from '../src/database/wake-ups.ts'
import { JobDispatcher } from '../src/dispatch/dispatch-jobs.ts'
import { JobRecord } from '../src/dispatch/job.entity.ts'
import { Agent } from '../src/fleet/agent.entity.ts'
import { sessionPath } from '../src/fleet/agent-sockets.ts'
import { createEnrolmentToken } from '../src/fleet/create-enrolment-token.ts'
import { enrolAgent } from '../src/fleet/enrol-agent.ts'
import { type SessionLimits, sessionLimits } from '../src/fleet/session-limits.ts'
import { createApp } from '../src/http/create-app.ts'
import { LedgerEntry } from '../src/ledger/ledger-entry.entity.ts'
import { type CreatedMember, createOrganization } from '../src/organizations/create-organization.ts'
import type { Ports } from '../src/ports.ts'
import type { Services } from '../src/services.ts'
import { createTrust } from '../src/trust/create-trust.ts'
import { openTestDatabase } from './open-test-database.ts'
import { TestAgent } from './test-agent.ts'
import { TestPeer } from './test-peer.ts'

/** A control plane with real keys, a real database and real sockets, a clock that tests set, and no loop: tests call `dispatch`. */
export class TestFleet implements AsyncDisposable {
  readonly services: Services
  readonly owner: CreatedMember
  readonly log: Record<string, unknown>[]
  readonly #server = createServer()
  readonly #clock: { at: Date }
  readonly #stop = new AbortController()
  readonly dispatcher: JobDispatcher
  port = 0

  private constructor({
    services,
    owner,
    log,
    clock,
  }: { services: Services; owner: CreatedMember; log: Record<string, unknown>[]; clock: { at: Date } }) {
    this.services = services
    this.owner = owner
    this.log = log
    this.#clock = clock
    this.dispatcher = this.newDispatcher()
    this.#server.on('request', createApp(services))
    services.sockets.attach(this.#server)
    services.wakeUps.listen('frames', (agent) => services.sockets.pump(agent), this.#stop.signal)
  }

  static async open(dialect: Dialect, limits: Partial<SessionLimits> = {}): Promise<TestFleet> {
    const clock = { at: new Date('2026-06-01T08:00:00.000Z') }
    const log: Record<string, unknown>[] = []
    const ports: Ports = {
      database: await openTestDatabase(dialect),
      wakeUps: new WakeUps(),
      now: () => clock.at,
      random: (bytes) => randomBytes(bytes),
      log: pino({ level: 'debug', base: null }, { write: (line) => void log.push(JSON.parse(line)) }),
    }
    const { roleKeys, trust: envelope, fingerprint } = await createTrust({ controlPlane: 'rollcall.example', at: clock.at })
    const loaded = { roleKeys, envelope, fingerprint, trust: openTrust(envelope, fingerprint) }
    const services = composeServices(ports, { loaded, publicUrl: 'https://rollcall.example', limits: { ...sessionLimits, ...limits } })
    const owner = await createOrganization(ports, { name: 'Larkfield', owner: 'Olive', host: 'rollcall.example' })
    const fleet = new TestFleet({ services, owner, log, clock })
    await fleet.#listen()
    return fleet
  }

  get at(): Date {
    return this.#clock.at
  }

  /** The clock goes on. */
  pass(ms: number): void {
    this.#clock.at = new Date(this.#clock.at.getTime() + ms)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  newDispatcher(connected?: readonly Id<'agent'>[]): JobDispatcher {
    const { sockets, signers } = this.services
    const connectedAgents = () => connected ?? sockets.connectedAgents()
    return new JobDispatcher({ ...this.services, jobs: signers.jobs, connectedAgents, dismiss: (agent) => sockets.revoke(agent) })
  }

  async dispatch(): Promise<void> {
    while (await this.dispatcher.tick(this.at)) continue
  }

  async token(organization = this.owner): Promise<string> {
    const { trust } = this.services
    const input = { ...organization, url: this.url, rootFingerprint: trust.fingerprint }
    return (await createEnrolmentToken(this.services, input)).token
  }

  /** An agent that has enrolled and never connected. */
  async enrol(organization = this.owner): Promise<TestAgent> {
    const agent = new TestAgent()
    const signing = { ...this.services, jobs: this.services.signers.jobs, sessionUrl: 'wss://rollcall.example' }
    const { payload } = await enrolAgent(signing, await agent.enrolment(await this.token(organization)))
    const enrolled = enrolledSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString()))
    return Object.assign(agent, { agent: enrolled.agent, organization: enrolled.organization })
  }

  dial(protocol?: string): Promise<TestPeer> {
    return new TestPeer(`ws://127.0.0.1:${this.port}${sessionPath}`, protocol).opened()
  }

  /** A session up to the welcome. */
  async connect(agent: TestAgent, changes: Partial<Auth> = {}): Promise<TestPeer> {
    const peer = await this.dial()
    peer.send(await agent.auth((await peer.take('hello'))['serverNonce'], changes))
    await peer.take('welcome')
    return peer
  }

  /** An agent with a session. */
  async join(organization = this.owner): Promise<{ agent: TestAgent; peer: TestPeer }> {
    const agent = await this.enrol(organization)
    return { agent, peer: await this.connect(agent) }
  }

  /** Puts one job into the queue. */
  async queue(
    job: Partial<Pick<JobRecord, 'app' | 'steps' | 'organization' | 'case' | 'person' | 'account' | 'event' | 'createdAt'>> = {},
  ): Promise<Job['id']> {
    const id = toId('job', randomBytes(16))
    await this.services.database.transact(
      async (em) =>
        void em.create(JobRecord, {
          id,
          organization: this.owner.organization,
          case: null,
          person: null,
          app: 'wiki',
          event: 'leaver',
          state: 'queued',
          account: null,
          steps: [{ verb: 'account.suspend' }],
          rules: [],
          agent: null,
          attempt: 0,
          fence: 0,
          leaseUntil: null,
          cancellation: null,
          notBefore: this.at,
          failure: null,
          outcome: null,
          createdAt: this.at,
          startedAt: null,
          finishedAt: null,
          ...job,
        }),
    )
    return id
  }

  job(id: Job['id']): Promise<JobRecord> {
    return this.services.database.read((em) => em.findOneOrFail(JobRecord, { id }))
  }

  agentRow(id: Id<'agent'>): Promise<Agent> {
    return this.services.database.read((em) => em.findOneOrFail(Agent, { id }))
  }

  async entries() {
    const rows = await this.services.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return rows.map(({ leaf }) => parseEntry(leaf))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.services.sockets[Symbol.asyncDispose]()
    this.#server.closeAllConnections()
    this.#server.close()
    await this.services.database[Symbol.asyncDispose]()
  }

  async #listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new TypeError('listens on a port')
    this.port = address.port
  }
}

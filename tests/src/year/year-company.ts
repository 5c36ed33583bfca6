import { createHash } from 'node:crypto'
import { ApprovalRequest } from '@rollcall/control-plane/approvals/approval-request.entity'
import { voteOnApproval } from '@rollcall/control-plane/approvals/vote-on-approval'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import { CasePlanner } from '@rollcall/control-plane/cases/case-planner'
import { releaseCase } from '@rollcall/control-plane/cases/release-case'
import { migrate } from '@rollcall/control-plane/database/migrate'
import { openDatabase } from '@rollcall/control-plane/database/open-database'
import { WakeUps } from '@rollcall/control-plane/database/wake-ups'
import { Agent } from '@rollcall/control-plane/fleet/agent.entity'
import { type CreatedMember, createOrganization } from '@rollcall/control-plane/organizations/create-organization'
import { savePolicy } from '@rollcall/control-plane/policy/save-policy'
import type { Ports } from '@rollcall/control-plane/ports'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import type { Verb } from '@rollcall/shared/connector/verbs'
import { toId } from '@rollcall/shared/ids'
import { pino } from 'pino'
import { SimulatedAgent } from './simulated-agent.ts'
import { SimulatedApps } from './simulated-apps.ts'
import { yearPolicy } from './year-policy.ts'

const verbs: Verb[] = [
  'account.list',
  'account.read',
  'account.prepare',
  'account.create',
  'account.restore',
  'account.suspend',
  'account.rename',
  'account.delete',
  'sessions.end',
  'profile.update',
  'entitlement.grant',
  'entitlement.revoke',
]

/** The product at work for one company: its services on a database in memory, apps that are really there, and an administrator who comes in every morning. */
export class YearCompany implements AsyncDisposable {
  readonly ports: Ports
  readonly apps = new SimulatedApps()
  readonly complaints: string[] = []
  readonly #owner: CreatedMember
  readonly #planner: CasePlanner
  readonly #agent: SimulatedAgent
  at: Date

  private constructor(ports: Omit<Ports, 'now' | 'log'>, owner: CreatedMember, at: Date) {
    this.at = at
    const log = pino({ level: 'error' }, { write: (line) => void this.complaints.push(line) })
    this.ports = { ...ports, log, now: () => this.at }
    this.#owner = owner
    this.#planner = new CasePlanner(this.ports)
    this.#agent = new SimulatedAgent(this.ports, owner.organization, this.apps)
  }

  static async open(at: Date): Promise<YearCompany> {
    const database = await openDatabase(':memory:')
    await migrate(database)
    let calls = 0
    // The same year gives the same ids, so that a seed shows the same thing twice.
    const random = (bytes: number) => createHash('sha512').update(`year ${calls++}`).digest().subarray(0, bytes)
    const ports = { database, wakeUps: new WakeUps(), random }
    const silent = pino({ level: 'silent' })
    const opening = { ...ports, now: () => at, log: silent }
    const owner = await createOrganization(opening, { name: 'Year', owner: 'Olive', host: 'year.test' })
    await savePolicy(opening, { ...owner, document: yearPolicy })
    await database.transact(async (em) => void em.create(Agent, agentRow(owner, { random, at })))
    return new YearCompany(ports, owner, at)
  }

  get organization(): CreatedMember['organization'] {
    return this.#owner.organization
  }

  upload(csv: string, expectedRows?: number) {
    return importRoster(this.ports, { ...this.#owner, source: 'hr', bytes: Buffer.from(csv), expectedRows })
  }

  async savePolicy(document: string): Promise<void> {
    await savePolicy(this.ports, { ...this.#owner, document })
  }

  /** Plans and works until nothing more happens at this instant. */
  async settle(at: Date): Promise<void> {
    this.at = at
    for (let round = 0; round < 20; round++) {
      while (await this.#planner.tick(this.at)) continue
      if ((await this.#agent.work()) === 0) return
    }
    throw new Error(`at ${at.toISOString()} the work does not come to an end`)
  }

  /** Has everybody looked at, as if something had happened to them. */
  async planEverybody(): Promise<void> {
    await this.ports.database.transact((em) => em.nativeUpdate(Person, { organization: this.organization }, { needsPlanning: true }))
  }

  /** What an administrator does in the morning: looks at what waits for them, and lets it go. */
  async decide(): Promise<void> {
    const { database } = this.ports
    const { organization } = this
    const pending = await database.read((em) => em.find(ApprovalRequest, { organization, state: 'pending' }))
    for (const { id } of pending)
      await voteOnApproval(
        { ...this.ports, publicUrl: 'https://year.test' },
        { organization, by: this.#owner.member, approval: id, decision: 'approved' },
      )
    const held = await database.read((em) => em.find(Case, { organization, state: 'held', reason: 'guard' }))
    for (const { id } of held)
      await releaseCase(this.ports, { organization, by: this.#owner.member, case: id, reason: 'confirmed_with_hr' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ports.database[Symbol.asyncDispose]()
  }
}

function agentRow({ organization }: CreatedMember, { random, at }: { random: (bytes: number) => Uint8Array; at: Date }) {
  const connector = { id: 'simulated', version: '1.0.0', digest: '0'.repeat(64) }
  return {
    id: toId('agent', random(16)),
    organization,
    name: 'office',
    status: 'active' as const,
    boundKey: 'none',
    resultsKey: 'none',
    epoch: 1,
    agentVersion: '0.1.0',
    policyDigest: null,
    apps: ['directory', 'crm', 'payroll'].map((app) => ({ app, connector, verbs })),
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: '0'.repeat(64),
    enrolledAt: at,
    lastSeenAt: at,
  }
}

import { createHash, generateKeyPairSync } from 'node:crypto'
import { Reconciler } from '@rollcall/control-plane/accounts/reconciler'
import { ApprovalClock } from '@rollcall/control-plane/approvals/approval-clock'
import { CaseContinuer } from '@rollcall/control-plane/cases/case-continuer'
import { CasePlanner } from '@rollcall/control-plane/cases/case-planner'
import type { Database } from '@rollcall/control-plane/database/database'
import { rowsOf } from '@rollcall/control-plane/database/rows-of'
import { WakeUps } from '@rollcall/control-plane/database/wake-ups'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { requestInventory } from '@rollcall/control-plane/dispatch/request-inventory'
import { Agent } from '@rollcall/control-plane/fleet/agent.entity'
import { OrderClock } from '@rollcall/control-plane/orders/order-clock'
import { type CreatedMember, createOrganization } from '@rollcall/control-plane/organizations/create-organization'
import { savePolicy } from '@rollcall/control-plane/policy/save-policy'
import type { Ports } from '@rollcall/control-plane/ports'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import { TaskClock } from '@rollcall/control-plane/tasks/task-clock'
import type { Account } from '@rollcall/shared/connector/account'
import { verbs as allVerbs, type Verb } from '@rollcall/shared/connector/verbs'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { toId } from '@rollcall/shared/ids'
import { pino } from 'pino'
import { SimulatedAgent } from './simulated-agent.ts'
import { SimulatedApps } from './simulated-apps.ts'

export interface SimulatedCompanyPlan {
  readonly database: Database
  readonly policy: string
  /** Apps that the agent serves, with what it can do there. */
  readonly apps: Readonly<Record<string, readonly Verb[]>>
  readonly at: Date
}

/** Everything that an app can do. */
export const everyVerb: readonly Verb[] = allVerbs

/** The product's real services on a real database, for one company with apps that are simulated in memory and a clock that only goes when it is told to. */
export class SimulatedCompany implements AsyncDisposable {
  readonly ports: Ports
  readonly apps = new SimulatedApps()
  /** What signs plan sets. */
  readonly signers = { packet: [ed25519Signer(generateKeyPairSync('ed25519').privateKey)] }
  readonly owner: CreatedMember
  /** What was logged as an error. */
  readonly complaints: string[] = []
  readonly #planner: CasePlanner
  readonly #agent: SimulatedAgent
  readonly #reconciler: Reconciler
  readonly #continuer: CaseContinuer
  readonly #clocks: readonly { tick(at: Date): Promise<boolean> }[]
  at: Date

  private constructor(ports: Omit<Ports, 'now' | 'log'>, owner: CreatedMember, at: Date) {
    this.at = at
    const log = pino({ level: 'error' }, { write: (line) => void this.complaints.push(line) })
    this.ports = { ...ports, log, now: () => this.at }
    this.owner = owner
    this.#planner = new CasePlanner(this.ports)
    this.#agent = new SimulatedAgent(this.ports, owner.organization, this.apps)
    this.#reconciler = new Reconciler(this.ports)
    this.#continuer = new CaseContinuer(this.ports)
    this.#clocks = [new ApprovalClock(this.ports), new OrderClock(this.ports), new TaskClock(this.ports)]
  }

  static async open({ database, policy, apps, at }: SimulatedCompanyPlan): Promise<SimulatedCompany> {
    let calls = 0
    // The same life gives the same ids, so that a seed shows the same thing twice.
    const random = (bytes: number) => createHash('sha512').update(`life ${calls++}`).digest().subarray(0, bytes)
    const ports = { database, wakeUps: new WakeUps(), random }
    const opening = { ...ports, now: () => at, log: pino({ level: 'silent' }) }
    const owner = await createOrganization(opening, { name: 'Larkfield', owner: 'Olive', host: 'larkfield.test' })
    await savePolicy(opening, { ...owner, document: policy })
    await database.transact(async (em) => void em.create(Agent, agentRow({ owner, apps, at, random })))
    return new SimulatedCompany(ports, owner, at)
  }

  get organization(): CreatedMember['organization'] {
    return this.owner.organization
  }

  upload(csv: string, declared: { readonly expectedRows?: number | undefined } = {}) {
    return importRoster(this.ports, { ...this.owner, source: 'hr', bytes: Buffer.from(csv), ...declared })
  }

  async savePolicy(document: string): Promise<void> {
    await savePolicy(this.ports, { ...this.owner, document })
  }

  /** Has everybody looked at, as if something had happened to them. */
  async planEverybody(): Promise<void> {
    await this.ports.database.transact((em) => em.nativeUpdate(Person, { organization: this.organization }, { needsPlanning: true }))
  }

  /** An agent lists an app now, and what follows is done. */
  async list(app: string): Promise<void> {
    await requestInventory(this.ports, { organization: this.organization, app })
    await this.settle()
  }

  /** Apps whose listing is due are listed, accounts that nobody has claimed for too long are switched off, and what follows is done. */
  async reconcile(): Promise<void> {
    await this.#reconciler.tick(this.at)
    await this.settle()
  }

  /** Somebody changes a person's account in an app, past everything. */
  async byHand(app: string, key: string, change: (account: Account) => Partial<Account>): Promise<void> {
    const { id } = await this.ports.database.read((em) => em.findOneOrFail(Person, { organization: this.organization, personKey: key }))
    const account = this.apps.accounts(app).find(({ externalId }) => externalId === id)
    if (account === undefined) throw new Error(`${key} has no account in ${app}`)
    this.apps.add(app, { ...account, ...change(account) })
  }

  /** The person signs in, or is about to: the app shows it from now on. */
  async signIn(app: string, person: string): Promise<void> {
    const account = this.apps.accounts(app).find(({ externalId }) => externalId === person)
    if (account === undefined) throw new Error(`there is no such account in ${app}`)
    this.apps.add(app, { ...account, signedIn: 'seen' })
    await this.list(app)
  }

  /** Plans and works until nothing more happens at this instant. */
  async settle(at: Date = this.at): Promise<void> {
    this.at = at
    // What these do hangs on the instant alone.
    for (const clock of this.#clocks) while (await clock.tick(this.at)) continue
    for (let round = 0; round < 30; round++) {
      while (await this.#continuer.tick(this.at)) continue
      while (await this.#planner.tick(this.at)) continue
      if ((await this.#agent.work()) === 0) return
    }
    throw new Error(`at ${at.toISOString()} the work does not come to an end`)
  }

  /** Plans without an agent: what is queued stays so. */
  async plan(): Promise<void> {
    while (await this.#planner.tick(this.at)) continue
  }

  /** Goes on to an instant, and looks at each on the way at which somebody is due. */
  async liveUntil(until: Date, looked: () => Promise<void> = async () => {}): Promise<void> {
    for (let next = await this.#nextDue(until); next !== undefined; next = await this.#nextDue(until)) {
      await this.settle(next)
      await looked()
    }
    await this.settle(until)
    await looked()
  }

  async #nextDue(until: Date): Promise<Date | undefined> {
    const { at, organization } = this
    const due = await this.ports.database.read(async (em) => {
      const people = rowsOf(em, Person).select('wakeAt').where('organization', '=', organization).where('wakeAt', '>', at)
      const [person] = await people.orderBy('wakeAt').limit(1).execute()
      const jobs = rowsOf(em, JobRecord).where('organization', '=', organization).limit(1)
      const waiting = jobs.select('waitsUntil').where('state', '=', 'waiting').where('waitsUntil', '>', at)
      const [wait] = await waiting.orderBy('waitsUntil').execute()
      const [retry] = await jobs
        .select('notBefore')
        .where('state', '=', 'queued')
        .where('notBefore', '>', at)
        .orderBy('notBefore')
        .execute()
      return [person?.wakeAt, wait?.waitsUntil, retry?.notBefore]
    })
    const times = due.flatMap((next) => (next == null || next >= until ? [] : [next.getTime()]))
    return times.length === 0 ? undefined : new Date(Math.min(...times))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ports.database[Symbol.asyncDispose]()
  }
}

interface AgentParts {
  readonly owner: CreatedMember
  readonly apps: SimulatedCompanyPlan['apps']
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

function agentRow({ owner, apps, at, random }: AgentParts) {
  const connector = { id: 'simulated', version: '1.0.0', digest: '0'.repeat(64) }
  return {
    id: toId('agent', random(16)),
    organization: owner.organization,
    name: 'office',
    status: 'active' as const,
    boundKey: 'none',
    resultsKey: 'none',
    epoch: 1,
    agentVersion: '0.1.0',
    policyDigest: null,
    apps: Object.entries(apps).map(([app, some]) => ({ app, connector, verbs: [...some] })),
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: '0'.repeat(64),
    enrolledAt: at,
    lastSeenAt: at,
  }
}

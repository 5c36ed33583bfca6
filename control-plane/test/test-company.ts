import { randomBytes } from 'node:crypto'
import type { Account } from '@rollcall/shared/connector/account'
import { type Verb, verbs } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import { type Id, toId } from '@rollcall/shared/ids'
import { firstPrevious } from '@rollcall/shared/receipt'
import { pino } from 'pino'
import { AccountRecord } from '../src/accounts/account.entity.ts'
import { recordInventory } from '../src/accounts/record-inventory.ts'
import { recordObservation } from '../src/accounts/record-observation.ts'
import { advanceCase } from '../src/cases/advance-case.ts'
import { CaseContinuer } from '../src/cases/case-continuer.ts'
import { CasePlanner } from '../src/cases/case-planner.ts'
import { type CaseSummary, listCases } from '../src/cases/list-cases.ts'
import type { Database, Dialect } from '../src/database/database.ts'
import { WakeUps } from '../src/database/wake-ups.ts'
import { JobRecord } from '../src/dispatch/job.entity.ts'
import { Agent } from '../src/fleet/agent.entity.ts'
import { lockLedger } from '../src/ledger/lock-ledger.ts'
import { type CreatedMember, createOrganization } from '../src/organizations/create-organization.ts'
import { activePolicy } from '../src/policy/active-policy.ts'
import { savePolicy } from '../src/policy/save-policy.ts'
import type { Ports } from '../src/ports.ts'
import { importRoster } from '../src/roster/import-roster.ts'
import { Person } from '../src/roster/person.entity.ts'
import { openTestDatabase } from './open-test-database.ts'
import { type Column, type Row, rosterCsv } from './roster-rows.ts'
import { afterStep, blank, type SeenAccount, toAccount, wikiAccount } from './test-accounts.ts'

export const testPolicy = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  wiki:
    title: Wiki
    account: { userName: person.workEmail, displayName: 'person.givenName + " " + person.familyName', department: person.department }
  crm:
    title: CRM
    account: { userName: person.workEmail }
rules:
  - { name: everyone, when: 'true', grant: [wiki, wiki/readers] }
  - { name: sales, when: 'person.department == "Sales"', grant: [crm, crm/sellers, wiki/sales] }
`

/** A company with a real database and real services, a clock that tests set, and an agent that does jobs when told to. */
export class TestCompany {
  readonly ports: Ports
  readonly planner: CasePlanner
  readonly continuer: CaseContinuer
  readonly #rows = new Map<string, Row>()
  readonly #used = new Set<Column>()
  /** Apps that cannot be reached: their jobs stay where they are. */
  readonly down = new Set<string>()
  /** Failure kind (`vetoed`, `unauthorized`, …) that every job in an app ends with. */
  readonly failing = new Map<string, string>()
  /** What the agent can do, by app; in an app that is not in it: everything. An empty list: no agent serves the app. `serve` takes it over. */
  readonly able = new Map<string, readonly Verb[]>()
  #organization: Omit<CreatedMember, 'token'> | undefined
  at = new Date('2026-06-01T08:00:00Z')

  /** What was logged, warnings and worse. */
  readonly complaints: readonly string[]

  constructor(ports: Omit<Ports, 'now'>, complaints: readonly string[]) {
    this.complaints = complaints
    this.ports = { ...ports, now: () => this.at }
    this.planner = new CasePlanner(this.ports)
    this.continuer = new CaseContinuer(this.ports)
  }

  /** An empty document: no policy is in force. */
  static async open(dialect: Dialect, document = testPolicy): Promise<TestCompany> {
    const company = TestCompany.#on(await openTestDatabase(dialect))
    company.#organization = await createOrganization(company.ports, { name: 'Larkfield', owner: 'Olive', host: 'example.test' })
    if (document !== '') await company.save(document)
    return company
  }

  /** A company that is in the database already. */
  static async reopen(database: Database, organization: Omit<CreatedMember, 'token'>): Promise<TestCompany> {
    const company = TestCompany.#on(database)
    company.#organization = organization
    await company.serve()
    return company
  }

  static #on(database: Database): TestCompany {
    const complaints: string[] = []
    const log = pino({ level: 'warn' }, { write: (line) => void complaints.push(line) })
    const ports = { database, wakeUps: new WakeUps(), random: (size: number) => randomBytes(size), log }
    return new TestCompany(ports, complaints)
  }

  get organization(): Id<'organization'> {
    return this.#created.organization
  }

  get owner(): Id<'member'> {
    return this.#created.member
  }

  get #created(): Omit<CreatedMember, 'token'> {
    if (this.#organization === undefined) throw new Error('the company is opened with TestCompany.open')
    return this.#organization
  }

  async save(document: string): Promise<void> {
    await savePolicy(this.ports, { organization: this.organization, member: this.owner, document })
    await this.serve()
  }

  /** An agent serves every app of the policy in force that is not manual, and can do there what `able` says. Call it again after a change of `able`. */
  async serve(): Promise<void> {
    await this.ports.database.transact(async (em) => {
      const policy = (await activePolicy(em, this.organization))?.policy
      if (policy === undefined) return
      const served = [...policy.apps].filter(([, { manual }]) => manual === null).map(([app]) => app)
      const apps = served.map((app) => ({ app, connector: testConnector, verbs: [...(this.able.get(app) ?? verbs)] }))
      const known = apps.filter((one) => one.verbs.length > 0)
      const agent = await em.findOne(Agent, { organization: this.organization })
      if (agent === null) em.create(Agent, newAgent(this.organization, known))
      else agent.apps = known
    })
  }

  /** The clock goes on to this instant. */
  moveTo(instant: string): void {
    this.at = new Date(instant)
  }

  /** HR writes rows; `undefined` takes a person off the roster. */
  edit(rows: Readonly<Record<string, Row | undefined>>): void {
    for (const [key, row] of Object.entries(rows)) {
      if (row === undefined) this.#rows.delete(key)
      else this.#rows.set(key, { ...this.#rows.get(key), ...row })
    }
  }

  /** HR edits the roster and sends all of it. */
  async upload(rows: Readonly<Record<string, Row | undefined>> = {}, expectedRows?: number) {
    const bytes = this.rosterFile(rows)
    return importRoster(this.ports, { organization: this.organization, member: this.owner, source: 'hr', bytes, expectedRows })
  }

  /** HR edits the roster, and the file of all of it stays on the desk. */
  rosterFile(rows: Readonly<Record<string, Row | undefined>> = {}): Buffer {
    this.edit(rows)
    return rosterCsv(this.#rows, this.#used)
  }

  /** Sends a first roster, and gives everyone on it what policy wants them to have: nothing is left to do. */
  async settle(rows: Readonly<Record<string, Row>>): Promise<void> {
    await this.upload(rows)
    const people = await this.ports.database.read((em) => em.find(Person, { organization: this.organization }))
    const sellers = people.filter((person) => this.#rows.get(person.personKey)?.department === 'Sales')
    await this.list(
      'wiki',
      people.map((person) => wikiAccount(person, sellers.includes(person))),
    )
    await this.list(
      'crm',
      sellers.map((person) => ({ ...blank(person), entitlements: ['sellers'] })),
    )
  }

  /** An agent lists an app. */
  async list(app: string, accounts: readonly Account[]): Promise<void> {
    const { database, random } = this.ports
    await database.transact((em) =>
      recordInventory(em, { organization: this.organization, app, accounts, at: this.at, requestedAt: this.at, random }),
    )
  }

  /** An agent lists an app, and finds one more account there: someone's by our marker. */
  async find(app: string, key: string, rest: Partial<Account> = {}): Promise<void> {
    await this.list(app, [{ ...blank(await this.person(key)), ...rest }])
  }

  /** The planner looks until there is nothing to look at. */
  async plan(): Promise<void> {
    while (await this.planner.tick(this.at)) continue
  }

  /** The agent does every queued job that is due, and the planner looks at what follows, until nothing is left to do at this moment. */
  async work(): Promise<void> {
    for (let round = 0; round < 50; round++) {
      while (await this.continuer.tick(this.at)) continue
      const due = (await this.jobs('queued')).filter(({ app, notBefore }) => notBefore <= this.at && !this.down.has(app))
      for (const job of due) await this.finish(job, this.#endOf(job))
      await this.plan()
      if (due.length === 0) return
    }
    throw new Error('jobs follow jobs without an end')
  }

  /** Lets time pass up to an instant: whatever is due on the way is planned and done at its own moment. */
  async liveUntil(instant: string): Promise<void> {
    const until = new Date(instant)
    for (;;) {
      await this.plan()
      await this.work()
      const next = await this.#nextInstant()
      if (next === undefined || next > until) break
      this.at = next
    }
    this.at = until
    await this.plan()
    await this.work()
  }

  /** When something happens next without anybody doing anything. */
  async #nextInstant(): Promise<Date | undefined> {
    const { organization, at } = this
    const { people, jobs } = await this.ports.database.read(async (em) => ({
      people: await em.find(Person, { organization, wakeAt: { $gt: at } }, { orderBy: { wakeAt: 'asc' }, limit: 1 }),
      jobs: await em.find(JobRecord, { organization, state: { $in: ['waiting', 'queued'] } }),
    }))
    const times = [...people.map(({ wakeAt }) => wakeAt), ...jobs.flatMap(({ waitsUntil, notBefore }) => [waitsUntil, notBefore])]
    const ahead = times.flatMap((time) => (time != null && time > at ? [time.getTime()] : []))
    return ahead.length === 0 ? undefined : new Date(Math.min(...ahead))
  }

  #endOf({ app }: JobRecord): 'done' | { failure: string } {
    const failure = this.failing.get(app)
    return failure === undefined ? 'done' : { failure }
  }

  /** One job ends: with its effects, or as a failure without any. `lost` claims success that the app does not show. */
  async finish(job: JobRecord, how: 'done' | 'lost' | { failure: string }): Promise<void> {
    const { database, random } = this.ports
    await database.transact(async (em) => {
      await lockLedger(em, this.organization)
      const record = await em.findOneOrFail(JobRecord, { id: job.id })
      if (how === 'done') await this.#observe(em, record)
      em.assign(record, {
        state: typeof how === 'string' ? 'done' : 'failed',
        failure: typeof how === 'string' ? null : how.failure,
        finishedAt: this.at,
      })
      await em.flush()
      if (record.case) await advanceCase(em, record.case, { at: this.at, random })
    })
  }

  async #observe(em: Parameters<typeof recordObservation>[0], job: JobRecord): Promise<void> {
    const { app, account: query, person } = job
    if (!query || !person) throw new TypeError('only jobs about a person are done here')
    const { nativeId } = query
    const known =
      nativeId === undefined
        ? await em.findOne(AccountRecord, { app, person, present: true })
        : await em.findOneOrFail(AccountRecord, { app, nativeId })
    const before: SeenAccount = known ?? {
      nativeId: `${app}-${query.userName}`,
      userName: query.userName,
      active: false,
      signedIn: 'never',
      profile: {},
      entitlements: [],
    }
    const isDeleted = job.steps.some(({ verb }) => verb === 'account.delete')
    const states = [toAccount(before, person)]
    for (const step of job.steps) states.push(afterStep(states.at(-1) ?? toAccount(before, person), step))
    const account = isDeleted ? null : (states.at(-1) ?? null)
    const stepOutcomes = job.steps.map(({ verb }, index) => {
      const isNew = verb === 'account.delete' || verb === 'account.create' || verb === 'account.prepare' || verb === 'sessions.end'
      return isNew || digestOf(states[index]) !== digestOf(states[index + 1]) ? ('changed' as const) : ('already' as const)
    })
    const created = job.steps.some(({ verb }) => verb === 'account.create' || verb === 'account.prepare')
    const { random } = this.ports
    const observed = { case: job.case ?? null, event: job.event, steps: job.steps, stepOutcomes }
    const where = { organization: this.organization, app, at: this.at, random }
    await recordObservation(em, { ...where, person, query, account, created, job: observed })
  }

  /** Somebody changes an account in the app itself, and an agent happens to read it. */
  async touch(key: string, app: string, change: Partial<Omit<Account, 'nativeId'>>): Promise<void> {
    const { id: person } = await this.person(key)
    const { database, random } = this.ports
    await database.transact(async (em) => {
      await lockLedger(em, this.organization)
      const account = { ...toAccount(await em.findOneOrFail(AccountRecord, { person, app }), person), ...change }
      const query = { nativeId: account.nativeId, userName: account.userName }
      const where = { organization: this.organization, app, at: this.at, random }
      await recordObservation(em, { ...where, person, query, account, created: false })
    })
  }

  /** Somebody signs in to the account. */
  async signIn(key: string, app: string): Promise<void> {
    await this.touch(key, app, { signedIn: 'seen' })
  }

  async jobs(state?: JobRecord['state']): Promise<readonly JobRecord[]> {
    const where = { organization: this.organization, ...(state === undefined ? {} : { state }) }
    return this.ports.database.read((em) => em.find(JobRecord, where, { orderBy: { createdAt: 'asc', app: 'asc' } }))
  }

  async cases(): Promise<readonly CaseSummary[]> {
    return listCases(this.ports.database, { organization: this.organization, limit: 1_000 })
  }

  async caseOf(key: string): Promise<CaseSummary> {
    const [newest] = (await this.cases()).filter(({ name }) => name === `${key} Test`)
    if (newest === undefined) throw new Error(`${key} has no case`)
    return newest
  }

  async person(key: string): Promise<Person> {
    return this.ports.database.read((em) => em.findOneOrFail(Person, { organization: this.organization, personKey: key }))
  }

  /** What the apps hold of someone, as last read: `app: active? entitlements`. */
  async access(key: string): Promise<Readonly<Record<string, string>>> {
    const { id } = await this.person(key)
    const accounts = await this.ports.database.read((em) => em.find(AccountRecord, { person: id }, { orderBy: { app: 'asc' } }))
    return Object.fromEntries(
      accounts.map(({ app, active, entitlements }) => [app, [active ? 'on' : 'off', ...[...entitlements].sort()].join(' ')]),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ports.database[Symbol.asyncDispose]()
  }
}

const testConnector = { id: 'test', version: '1.0.0', digest: '0'.repeat(64) }

function newAgent(organization: Id<'organization'>, apps: Agent['apps']) {
  return {
    id: toId('agent', randomBytes(16)),
    organization,
    name: 'agent',
    status: 'active' as const,
    boundKey: '',
    resultsKey: '',
    epoch: 1,
    agentVersion: '0.1.0',
    policyDigest: null,
    apps,
    received: 0,
    sent: 0,
    jobSequence: 0,
    receiptSequence: 0,
    receiptHash: firstPrevious,
    enrolledAt: new Date(0),
    lastSeenAt: null,
  }
}

import { randomBytes } from 'node:crypto'
import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { pino } from 'pino'
import { AccountRecord } from '../src/accounts/account.entity.ts'
import { recordInventory } from '../src/accounts/record-inventory.ts'
import { recordObservation } from '../src/accounts/record-observation.ts'
import { advanceCase } from '../src/cases/advance-case.ts'
import { CasePlanner } from '../src/cases/case-planner.ts'
import { type CaseSummary, listCases } from '../src/cases/list-cases.ts'
import type { Dialect } from '../src/database/database.ts'
import { WakeUps } from '../src/database/wake-ups.ts'
import { JobRecord } from '../src/dispatch/job.entity.ts'
import { lockLedger } from '../src/ledger/lock-ledger.ts'
import { type CreatedMember, createOrganization } from '../src/organizations/create-organization.ts'
import { savePolicy } from '../src/policy/save-policy.ts'
import type { Ports } from '../src/ports.ts'
import { importRoster } from '../src/roster/import-roster.ts'
import { Person } from '../src/roster/person.entity.ts'
import { openTestDatabase } from './open-test-database.ts'

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

interface Row {
  readonly type?: 'employee' | 'contractor' | 'intern'
  readonly manager?: string
  readonly department?: string
  readonly start?: string
  readonly end?: string
  readonly last?: string
  readonly status?: string
  readonly title?: string
}

/** A company with a real database and real services, a clock that tests set, and an agent that does jobs when told to. */
export class TestCompany {
  readonly ports: Ports
  readonly planner: CasePlanner
  readonly #rows = new Map<string, Row>()
  #organization: CreatedMember | undefined
  at = new Date('2026-06-01T08:00:00Z')

  /** What was logged, warnings and worse. */
  readonly complaints: readonly string[]

  constructor(ports: Omit<Ports, 'now'>, complaints: readonly string[]) {
    this.complaints = complaints
    this.ports = { ...ports, now: () => this.at }
    this.planner = new CasePlanner(this.ports)
  }

  /** An empty document: no policy is in force. */
  static async open(dialect: Dialect, document = testPolicy): Promise<TestCompany> {
    const database = await openTestDatabase(dialect)
    const complaints: string[] = []
    const log = pino({ level: 'warn' }, { write: (line) => void complaints.push(line) })
    const company = new TestCompany(
      {
        database,
        wakeUps: new WakeUps(),
        random: (size) => randomBytes(size),
        log,
      },
      complaints,
    )
    company.#organization = await createOrganization(company.ports, { name: 'Larkfield', owner: 'Olive', host: 'example.test' })
    if (document !== '') await company.save(document)
    return company
  }

  get organization(): Id<'organization'> {
    return this.#created.organization
  }

  get owner(): Id<'member'> {
    return this.#created.member
  }

  get #created(): CreatedMember {
    if (this.#organization === undefined) throw new Error('the company is opened with TestCompany.open')
    return this.#organization
  }

  async save(document: string): Promise<void> {
    await savePolicy(this.ports, { organization: this.organization, member: this.owner, document })
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
    this.edit(rows)
    const header =
      'person_id,engagement_id,given_name,family_name,work_email,type,department,title,manager_id,start_date,end_date,last_working_day,status'
    const lines = [...this.#rows].map(([key, { type = 'employee', department = 'Finance', title = 'Clerk', manager = '', ...dates }]) =>
      [key, `${key}-1`, key, 'Test', `${key}@larkfield.example`, type, department, title, manager, ...datesOf(dates)].join(','),
    )
    const bytes = Buffer.from(`${[header, ...lines].join('\n')}\n`)
    return importRoster(this.ports, { organization: this.organization, member: this.owner, source: 'hr', bytes, expectedRows })
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

  /** The agent does every queued job, and the planner looks at what follows. */
  async work(): Promise<void> {
    for (const job of await this.jobs('queued')) await this.finish(job, 'done')
    await this.plan()
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
    const known = query.nativeId === undefined ? null : await em.findOneOrFail(AccountRecord, { app, nativeId: query.nativeId })
    const before: SeenAccount = known ?? {
      nativeId: `${app}-${query.userName}`,
      userName: query.userName,
      active: false,
      profile: {},
      entitlements: [],
    }
    const isDeleted = job.steps.some(({ verb }) => verb === 'account.delete')
    const account = isDeleted ? null : job.steps.reduce(afterStep, toAccount(before, person))
    const created = job.steps.some(({ verb }) => verb === 'account.create' || verb === 'account.prepare')
    const { random } = this.ports
    await recordObservation(em, { organization: this.organization, app, at: this.at, random, person, query, account, created })
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

function datesOf({ start = '2020-01-01', end = '', last = '', status = '' }: Row): readonly string[] {
  return [start, end, last, status]
}

export function staff(count: number): Readonly<Record<string, Row>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${String(index).padStart(3, '0')}`, {}]))
}

function blank({ id, personKey }: Person): Account {
  return { nativeId: personKey, userName: `${personKey}@larkfield.example`, externalId: id, active: true, profile: {}, entitlements: [] }
}

function wikiAccount(person: Person, isSeller: boolean): Account {
  const department = person.facts.engagements[0]?.department ?? ''
  const entitlements = isSeller ? ['readers', 'sales'] : ['readers']
  return { ...blank(person), profile: { displayName: `${person.personKey} Test`, department }, entitlements }
}

type SeenAccount = Pick<Account, 'nativeId' | 'userName' | 'active' | 'profile' | 'entitlements'>

function toAccount({ nativeId, userName, active, profile, entitlements }: SeenAccount, externalId: string): Account {
  return { nativeId, userName, externalId, active, profile, entitlements }
}

function afterStep(account: Account, step: Step): Account {
  const { entitlements } = account
  switch (step.verb) {
    case 'account.create':
      return { ...account, active: true, profile: step.draft.profile }
    case 'account.prepare':
      return { ...account, active: false, profile: step.draft.profile }
    case 'account.rename':
      return { ...account, userName: step.userName }
    case 'account.restore':
      return { ...account, active: true }
    case 'account.suspend':
      return { ...account, active: false }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return { ...account, entitlements: [...entitlements, step.entitlement].sort() }
    case 'entitlement.revoke':
      return { ...account, entitlements: entitlements.filter((key) => key !== step.entitlement) }
    case 'account.delete':
    case 'sessions.end':
    case 'account.list':
    case 'account.read':
      return account
  }
}

import { ApprovalRequest } from '@rollcall/control-plane/approvals/approval-request.entity'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import type { Dialect } from '@rollcall/control-plane/database/database'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { Notice } from '@rollcall/control-plane/notifications/notice.entity'
import { liftOrder } from '@rollcall/control-plane/orders/lift-order'
import type { LiftReason } from '@rollcall/control-plane/orders/order-kinds'
import { PersonOrder } from '@rollcall/control-plane/orders/person-order.entity'
import { createMember } from '@rollcall/control-plane/organizations/create-organization'
import { linkMember } from '@rollcall/control-plane/organizations/link-member'
import { Member } from '@rollcall/control-plane/organizations/member.entity'
import { answerQuestion } from '@rollcall/control-plane/questions/answer-question'
import { Question } from '@rollcall/control-plane/questions/question.entity'
import type { Answer, QuestionKind } from '@rollcall/control-plane/questions/question-kinds'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import { openTestDatabase } from '@rollcall/control-plane/test/open-test-database'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import { decideEverything } from '../simulated/decide-everything.ts'
import { everyVerb, SimulatedCompany } from '../simulated/simulated-company.ts'
import { lifePolicy } from './life-policy.ts'

/** What HR writes of one engagement; a day is `YYYY-MM-DD`. */
export interface HrEdit {
  readonly given?: string
  readonly family?: string
  readonly email?: string
  readonly type?: 'employee' | 'contractor'
  readonly department?: string
  readonly title?: string
  readonly manager?: string
  readonly start?: string
  readonly end?: string
  readonly last?: string
  readonly leaveFrom?: string
  readonly leaveUntil?: string
  readonly status?: string
}

export interface LifeOptions {
  readonly policy?: string
  readonly at?: string
  readonly apps?: Readonly<Record<string, readonly Verb[]>>
  /** Who is on the roster from the beginning, with everything that policy gives them. */
  readonly staff?: Readonly<Record<string, HrEdit>>
}

const header =
  'person_id,engagement_id,given_name,family_name,work_email,type,department,title,manager_id,start_date,end_date,last_working_day,leave_from,leave_until,status'

/** One company in which something happens to somebody: HR writes, the clock goes on, and a test looks at the apps. */
export class Life implements AsyncDisposable {
  readonly company: SimulatedCompany
  readonly #rows = new Map<string, HrEdit>()
  /** Jobs from before anything happened. */
  #settled: readonly Id<'job'>[] = []

  private constructor(company: SimulatedCompany) {
    this.company = company
  }

  /** The company is an hour old. It is Monday, the first of June 2026, 08:00 in Berlin and UTC+2. */
  static async open(
    dialect: Dialect,
    { policy = lifePolicy, at = '2026-06-01T06:00:00Z', apps, staff = {} }: LifeOptions = {},
  ): Promise<Life> {
    const served = apps ?? { mail: everyVerb, directory: everyVerb, crm: everyVerb, payroll: everyVerb }
    const company = await SimulatedCompany.open({
      database: await openTestDatabase(dialect),
      policy,
      apps: served,
      at: new Date(Date.parse(at) - 3_600_000),
    })
    const life = new Life(company)
    await life.hr({ boss: { department: 'Board', title: 'Chief' }, ...staff })
    await company.planEverybody()
    await company.settle()
    company.at = new Date(at)
    life.#settled = (await life.#read((em) => em.find(JobRecord, {}, { fields: ['id'] }))).map(({ id }) => id)
    return life
  }

  /** HR writes engagements, `undefined` takes one off, and sends the whole roster. A second engagement of ada is `ada#2`. */
  async hr(edits: Readonly<Record<string, HrEdit | undefined>>): Promise<void> {
    for (const [key, edit] of Object.entries(edits)) {
      if (edit === undefined) this.#rows.delete(key)
      else this.#rows.set(key, { ...this.#rows.get(key), ...edit })
    }
    const outcome = await this.company.upload(this.roster())
    if (outcome.kind !== 'accepted') throw new Error(`the roster was kept aside: ${outcome.reasons.join('; ')}`)
    await this.company.settle()
  }

  roster(): string {
    const lines = [...this.#rows].map(([engagement, edit]) => {
      const person = engagement.split('#')[0] ?? engagement
      const { given = person, family = 'Test', email = `${person}@larkfield.example`, type = 'employee', department = 'Finance' } = edit
      const { title = 'Clerk', manager = person === 'boss' ? '' : 'boss', start = '2020-01-01' } = edit
      const who = [person, engagement, given, family, email, type, department, title, manager, start]
      return [...who, edit.end, edit.last, edit.leaveFrom, edit.leaveUntil, edit.status].map((cell) => cell ?? '').join(',')
    })
    return `${[header, ...lines].join('\n')}\n`
  }

  /** The clock goes on, and everything that falls due on the way is done. */
  async until(instant: string): Promise<void> {
    await this.company.liveUntil(new Date(instant))
  }

  /** What the apps really hold of somebody: `on` or `off`, and the entitlements. */
  async access(key: string): Promise<Readonly<Record<string, string>>> {
    const { id } = await this.person(key)
    const apps = ['crm', 'directory', 'mail', 'payroll'].flatMap((app) => {
      const account = this.company.apps.accounts(app).find(({ externalId }) => externalId === id)
      return account === undefined ? [] : [[app, [account.active ? 'on' : 'off', ...account.entitlements.toSorted()].join(' ')] as const]
    })
    return Object.fromEntries(apps)
  }

  async person(key: string): Promise<Person> {
    return this.#read((em) => em.findOneOrFail(Person, { organization: this.company.organization, personKey: key }))
  }

  /** Oldest first. */
  async cases(key: string): Promise<readonly Case[]> {
    const { id } = await this.person(key)
    return this.#read((em) => em.find(Case, { person: id }, { orderBy: { ledgerFrom: 'asc' } }))
  }

  async lastCase(key: string): Promise<Case> {
    const last = (await this.cases(key)).at(-1)
    if (last === undefined) throw new Error(`${key} has no case`)
    return last
  }

  /** `app verb` of every step that was done for somebody since the company settled, in order. */
  async done(key: string): Promise<readonly string[]> {
    const { id } = await this.person(key)
    const where = { person: id, state: 'done' as const, id: { $nin: [...this.#settled] } }
    const orderBy = { finishedAt: 'asc', stage: 'asc', app: 'asc', createdAt: 'asc' } as const
    const jobs = await this.#read((em) => em.find(JobRecord, where, { orderBy }))
    return jobs.flatMap(({ app, steps }) => steps.map(({ verb }) => `${app} ${verb}`))
  }

  async approvals(key: string): Promise<readonly ApprovalRequest[]> {
    const { id } = await this.person(key)
    return this.#read((em) => em.find(ApprovalRequest, { subject: id }, { orderBy: { createdAt: 'asc' } }))
  }

  /** An administrator agrees to everything that waits, and it is done. */
  async decide(): Promise<void> {
    await decideEverything(this.company)
    await this.company.settle()
  }

  /** The first open question of a kind is answered, and what follows is done. */
  async answer(kind: QuestionKind, answer: Answer): Promise<void> {
    const [question] = await this.questions(kind)
    if (question === undefined) throw new Error(`nobody is asked ${kind}`)
    const { ports, organization, owner } = this.company
    await answerQuestion(ports, { organization, by: owner.member, question: question.id, answer, reason: 'confirmed_with_hr' })
    await this.company.settle()
  }

  /** What every order about somebody says. */
  async ordered(key: string) {
    return { organization: this.company.organization, by: this.company.owner.member, person: (await this.person(key)).id }
  }

  async liftOrders(key: string, reason: LiftReason): Promise<void> {
    const { id } = await this.person(key)
    const { ports, organization, owner } = this.company
    const orders = await this.#read((em) => em.find(PersonOrder, { person: id, state: 'active' }))
    for (const order of orders) await liftOrder(ports, { organization, by: owner.member, order: order.id, reason })
  }

  /** Somebody on the roster becomes an operator. */
  async memberFor(key: string): Promise<void> {
    const { ports, organization, owner } = this.company
    const { member } = await createMember(ports, { organization, name: key, role: 'operator', by: owner.member })
    await linkMember(ports, { organization, by: owner.member, member, personKey: key })
  }

  async memberOf(key: string): Promise<Id<'member'>> {
    const { id } = await this.person(key)
    return (await this.#read((em) => em.findOneOrFail(Member, { person: id }))).id
  }

  async questions(kind: QuestionKind): Promise<readonly Question[]> {
    return this.#read((em) => em.find(Question, { organization: this.company.organization, kind, state: 'open' }))
  }

  async notices(): Promise<readonly string[]> {
    const notices = await this.#read((em) => em.find(Notice, { organization: this.company.organization }, { orderBy: { at: 'asc' } }))
    return notices.map(({ kind }) => kind)
  }

  #read<T>(work: (em: ReadManager) => Promise<T>): Promise<T> {
    return this.company.ports.database.read(work)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.company[Symbol.asyncDispose]()
  }
}

type ReadManager = Parameters<Parameters<SimulatedCompany['ports']['database']['read']>[0]>[0]

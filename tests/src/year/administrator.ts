import { Case } from '@rollcall/control-plane/cases/case.entity'
import { retryCase } from '@rollcall/control-plane/cases/retry-case'
import { giveOrder } from '@rollcall/control-plane/orders/give-order'
import { liftOrder } from '@rollcall/control-plane/orders/lift-order'
import { createMember } from '@rollcall/control-plane/organizations/create-organization'
import { answerQuestion } from '@rollcall/control-plane/questions/answer-question'
import { Question } from '@rollcall/control-plane/questions/question.entity'
import type { Answer, QuestionKind } from '@rollcall/control-plane/questions/question-kinds'
import { applySimulation } from '@rollcall/control-plane/simulation/apply-simulation'
import { simulate } from '@rollcall/control-plane/simulation/simulate'
import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { SeededChoice } from '../kill/seeded-choice.ts'
import { decideEverything } from '../simulated/decide-everything.ts'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { type HrYear, shift } from './hr-year.ts'
import { firstTerms, otherTerms, type YearApp, yearApps, yearPolicy } from './year-policy.ts'
import type { YearRules } from './year-rules.ts'

export const doings = [
  'out for cause',
  'security hold',
  'hold lifted',
  'drift by hand',
  'policy edit',
  'question answered',
  'case released',
] as const
export type Doing = (typeof doings)[number]

export interface Office {
  readonly company: SimulatedCompany
  readonly hr: HrYear
  readonly rules: YearRules
  readonly choice: SeededChoice
}

interface Standing {
  readonly order: Id<'order'>
  readonly person: string
  readonly since: string
}

/** Whoever answers for the company's accounts: decides each morning what waits, and now and then does something HR knows nothing of. */
export class Administrator {
  readonly counts = new Map<Doing, number>()
  /** Cases that the guard held. */
  readonly released = new Set<string>()
  readonly #office: Office
  readonly #people = new Map<string, string>()
  #guard: Id<'member'> | undefined
  #holds: readonly Standing[] = []
  #agreeing: readonly Standing[] = []

  constructor(office: Office) {
    this.#office = office
  }

  async decide(): Promise<void> {
    const { company, rules } = this.#office
    for (const { id, person } of await decideEverything(company)) {
      this.released.add(id)
      rules.book.released(await this.#keyOf(person), company.at.getTime())
      this.#count('case released')
    }
    await this.#answerQuestions()
    await this.#retry()
  }

  async orderOut(day: string): Promise<void> {
    const standing = await this.#order(day, 'for_cause')
    if (standing === undefined) return
    this.#agreeing = [...this.#agreeing, standing]
    this.#count('out for cause')
  }

  async lock(day: string): Promise<void> {
    const standing = await this.#order(day, 'security_hold')
    if (standing === undefined) return
    this.#holds = [...this.#holds, standing]
    this.#count('security hold')
  }

  /** What was ordered days ago: HR says so, too, and what was locked is open again. */
  async followUp(day: string): Promise<void> {
    const { company, hr, rules } = this.#office
    const isOld = ({ since }: Standing) => since <= shift(day, -3)
    for (const { person } of this.#agreeing.filter(isOld)) hr.letGo(person, day)
    this.#agreeing = this.#agreeing.filter((one) => !isOld(one))
    for (const { order, person } of this.#holds.filter(isOld)) {
      await liftOrder(company.ports, { organization: company.organization, by: await this.#security(), order, reason: 'incident_over' })
      rules.book.lifted(person, company.at.getTime())
      this.#count('hold lifted')
    }
    this.#holds = this.#holds.filter((one) => !isOld(one))
  }

  /** Somebody changes an account in the app itself; to be called when everything has just been looked at. */
  async drift(): Promise<void> {
    const { company, choice, rules } = this.#office
    const app = choice.oneOf(yearApps)
    const accounts = company.apps.accounts(app)
    if (accounts.length === 0) return
    const account = choice.oneOf(accounts)
    company.apps.add(app, { ...account, ...choice.oneOf(changesByHand(app, account)) })
    rules.book.changedByHand(await this.#ownerOf(account), app, company.at.getTime())
    await rules.accept()
    this.#count('drift by hand')
  }

  /** Simulated first; then exactly what was shown is carried out. */
  async editPolicy(): Promise<void> {
    const { company, rules } = this.#office
    const { ports, organization, owner, signers } = company
    const terms = rules.book.terms === firstTerms ? otherTerms : firstTerms
    const supposed = { organization, member: owner.member, policy: yearPolicy(terms) }
    const { hash } = await simulate({ ...ports, signers }, supposed)
    await applySimulation(ports, { ...supposed, hash })
    rules.book.terms = terms
    rules.forget()
    this.#count('policy edit')
  }

  async #order(day: string, kind: 'for_cause' | 'security_hold'): Promise<Standing | undefined> {
    const { company, hr, rules, choice } = this.#office
    const busy = new Set([...this.#holds, ...this.#agreeing].map(({ person }) => person))
    const workers = hr.workers(day).filter((one) => !busy.has(one) && rules.book.phaseOf(one, company.at.getTime()) === 'inside')
    if (workers.length === 0) return undefined
    const person = choice.oneOf(workers)
    const command = { organization: company.organization, by: await this.#security(), person, kind, reason: 'investigation' } as const
    const { order, state } = await giveOrder(company.ports, command)
    if (state !== 'active') return undefined
    rules.book.ordered(person, kind, company.at.getTime())
    return { order, person, since: day }
  }

  /** Whoever orders something does not agree to what follows from it. */
  async #security(): Promise<Id<'member'>> {
    const { ports, organization, owner } = this.#office.company
    this.#guard ??= (await createMember(ports, { organization, name: 'Sam', role: 'operator', by: owner.member })).member
    return this.#guard
  }

  async #answerQuestions(): Promise<void> {
    const { company, hr, rules } = this.#office
    const { ports, organization, owner } = company
    const open = await ports.database.read((em) => em.find(Question, { organization, state: 'open' }, { disableIdentityMap: true }))
    for (const { id, kind, person } of open) {
      const key = person ? await this.#keyOf(person) : ''
      const answer = kind === 'vanished' && hr.gone.has(key) ? 'has_left' : answers[kind]
      await answerQuestion(ports, { organization, by: owner.member, question: id, answer, reason: 'confirmed_with_hr' })
      if (answer === 'has_left') rules.book.hasLeft(key)
      this.#count('question answered')
    }
  }

  async #retry(): Promise<void> {
    const { ports, organization, owner } = this.#office.company
    const stuck = await ports.database.read((em) =>
      em.find(Case, { organization, state: 'needs_person' }, { disableIdentityMap: true, fields: ['id'] }),
    )
    for (const { id } of stuck) await retryCase(ports, { organization, by: owner.member, case: id })
  }

  async #keyOf(person: string): Promise<string> {
    if (!this.#people.has(person)) for (const [id, key] of await this.#office.rules.personKeys()) this.#people.set(id, key)
    return this.#people.get(person) ?? ''
  }

  #ownerOf({ externalId, nativeId }: Account): Promise<string> {
    return externalId === undefined ? Promise.resolve(nativeId) : this.#keyOf(externalId)
  }

  #count(doing: Doing): void {
    this.counts.set(doing, (this.counts.get(doing) ?? 0) + 1)
  }
}

/** What an administrator answers who has looked. */
const answers: Readonly<Record<QuestionKind, Answer>> = {
  account_match: 'link',
  orphan: 'keep',
  drift: 'correct',
  hand_grant: 'revoke',
  rehire: 'another_person',
  vanished: 'still_here',
  two_with_one_address: 'seen',
  manager_loop: 'seen',
  contractor_without_end: 'seen',
  long_leave: 'seen',
  separation_of_duties: 'seen',
  order_not_agreed: 'keep',
}

function changesByHand(app: YearApp, { active, entitlements }: Account): readonly Partial<Account>[] {
  const more = app === 'crm' ? ['sellers', 'agents', 'admin'] : app === 'payroll' ? ['clerks'] : ['staff']
  return [
    { active: !active },
    { entitlements: entitlements.slice(1) },
    ...more.map((key) => ({ entitlements: [...new Set([...entitlements, key])].sort() })),
  ]
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { disowned } from '../accounts/disowned.ts'
import { warnOf } from '../notifications/warn-of.ts'
import { agreeOrders } from '../orders/agree-orders.ts'
import { doubtOrders } from '../orders/doubt-orders.ts'
import type { GuardVerdict } from '../planning/check-guard.ts'
import type { Policy } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import { Schedule } from '../schedule/schedule.ts'
import { accessIsOver } from './access-is-over.ts'
import type { Assessment, ObservedPerson } from './assess-person.ts'
import { awaitedConditions } from './awaited-conditions.ts'
import type { Case } from './case.entity.ts'
import { openedEntries } from './case-entries.ts'
import { closeCase } from './close-case.ts'
import { type CaseDecision, decideCase } from './decide-case.ts'
import { endCase } from './end-case.ts'
import { EntryBatch } from './entry-batch.ts'
import { GuardBook } from './guard-book.ts'
import { GuardWarnings } from './guard-warnings.ts'
import { heldBefore } from './held-before.ts'
import type { Moment } from './moment.ts'
import { openCase } from './open-case.ts'
import type { CaseWithJobs } from './open-cases-of.ts'
import { orderBehind } from './order-behind.ts'
import { RaisedQuestions } from './raised-questions.ts'
import { startCase } from './start-case.ts'
import { isUnsettled } from './waits-for.ts'

export interface PassParts {
  readonly em: EntityManager
  readonly moment: Moment
  readonly organization: Id<'organization'>
  readonly policy: Policy
}

export interface Look {
  readonly person: Person
  readonly observed: ObservedPerson
  readonly assessment: Assessment
  readonly open: CaseWithJobs | undefined
}

/** One pass over an organization's people: what all of them share (counters, ledger entries, schedule, questions) is read once and written once, at its end. */
export class PlanningPass {
  readonly #parts: PassParts
  readonly #guard: GuardBook
  readonly #warnings: GuardWarnings
  readonly #entries = new EntryBatch()
  readonly #schedule: Schedule
  readonly #questions: RaisedQuestions
  readonly #opened: { readonly lifecycle: Case; readonly person: Person }[] = []

  constructor(parts: PassParts) {
    const { em, organization, policy, moment } = parts
    this.#parts = parts
    this.#guard = new GuardBook(em, { organization, at: moment.at, policy })
    this.#warnings = new GuardWarnings(organization)
    this.#schedule = new Schedule(organization, moment.at)
    this.#questions = new RaisedQuestions(organization)
  }

  /** To be called once, before anybody is looked at. */
  async read(people: readonly Person[]): Promise<void> {
    await this.#schedule.read(
      this.#parts.em,
      people.map(({ id }) => id),
    )
  }

  async look(look: Look): Promise<void> {
    const { person, assessment, open } = look
    const isDue = person.wakeAt != null && person.wakeAt <= this.#parts.moment.at
    person.status = assessment.status
    person.needsPlanning = false
    this.#questions.add(person, assessment.questions)
    await this.#agree(look)
    await this.#warn(look)
    const lifecycle = await this.#decide(look, isDue)
    const postponed = lifecycle?.heldUntil == null ? [] : [postponedRow(lifecycle, lifecycle.heldUntil)]
    person.wakeAt = this.#schedule.put(person.id, [...assessment.instants, ...postponed], assessment.wakeAt)
    if (open?.lifecycle.state === 'held' && lifecycle === open.lifecycle) await this.#judgeAnew(look, open.lifecycle)
  }

  async finish(): Promise<void> {
    const { em, organization, moment, policy } = this.#parts
    await this.#entries.append(em, organization, moment)
    for (const { lifecycle, person } of this.#opened)
      if (lifecycle.state === 'planned') await startCase(em, { lifecycle, person, approvals: policy.approvals }, moment)
    await this.#questions.ask(em, moment)
    await this.#warnings.give(em, moment)
    await this.#schedule.store(em)
  }

  /** Gives the case that is open afterwards. */
  async #decide({ person, observed, assessment, open }: Look, isDue: boolean): Promise<Case | undefined> {
    const { policy } = this.#parts
    const isAwaiting = open?.lifecycle.kind === 'leaver' && awaitedConditions(policy, observed.accounts).length > 0
    const { recordedAt } = person
    const isDisowned = open !== undefined && (await this.#isDisowned(open))
    const { outcome } = assessment
    const decision = decideCase({ outcome, open, recordedAt, policyDigest: policy.digest, isDue, isAwaiting, isDisowned })
    if (decision.kind === 'leave') return open?.lifecycle
    if (decision.kind === 'open') return this.#open({ person, observed, assessment, open }, decision)
    if (open !== undefined) await this.#end(open, observed, decision.state)
    return undefined
  }

  /** Whether somebody has linked an account otherwise that jobs of the case are about. */
  async #isDisowned({ jobs }: CaseWithJobs): Promise<boolean> {
    const { em, organization } = this.#parts
    const unsettled = jobs.filter(({ state }) => isUnsettled(state))
    return (await disowned(em, organization, unsettled)).size > 0
  }

  async #end({ lifecycle }: CaseWithJobs, observed: ObservedPerson, state: 'closed' | 'cancelled' | 'superseded'): Promise<void> {
    const { em, moment, policy } = this.#parts
    if (state === 'closed') return this.#entries.addLast(lifecycle, [await closeCase(em, { lifecycle, observed, policy, moment })])
    const reason = state === 'superseded' ? 'replanned' : 'no_longer_needed'
    this.#entries.addLast(lifecycle, await endCase(em, { lifecycle, state, reason, moment }))
  }

  async #open({ person, observed, assessment, open }: Look, { plan, reason }: Extract<CaseDecision, { kind: 'open' }>): Promise<Case> {
    const { em, moment, policy } = this.#parts
    const { effectiveAt } = assessment
    const isForCause = observed.orders.forCauseAt !== undefined && plan.kind === 'leaver'
    const question = { person, plan, effectiveAt, open: open?.lifecycle, at: moment.at }
    const holding = isForCause ? undefined : await heldBefore(em, question)
    if (open !== undefined) await this.#end(open, observed, 'superseded')
    const order = isForCause ? await orderBehind(em, person.id) : undefined
    const verdict: GuardVerdict =
      holding === undefined ? await this.#guard.judge({ person: person.id, plan, isForCause }) : { kind: 'clear', warnings: [] }
    if (verdict.kind === 'clear') this.#warnings.add(verdict.warnings)
    const tripped = verdict.kind === 'held' ? verdict.tripped : []
    const lifecycle = openCase(em, { person, plan, policyDigest: policy.digest, effectiveAt, tripped, holding, reason, order }, moment)
    this.#entries.addFirst(lifecycle, openedEntries(lifecycle, person, tripped))
    this.#opened.push({ lifecycle, person })
    return lifecycle
  }

  /** A case that somebody postponed, and that is still wanted, once its day has come. */
  async #judgeAnew({ person, observed }: Look, lifecycle: Case): Promise<void> {
    const { at } = this.#parts.moment
    if (lifecycle.reason !== 'schedule' || lifecycle.heldUntil == null || lifecycle.heldUntil > at) return
    lifecycle.heldUntil = null
    const isForCause = observed.orders.forCauseAt !== undefined && lifecycle.kind === 'leaver'
    const verdict = await this.#guard.judge({ person: person.id, plan: lifecycle.plan, isForCause })
    lifecycle.state = verdict.kind === 'held' ? 'held' : 'planned'
    lifecycle.reason = verdict.kind === 'held' ? 'guard' : null
    if (verdict.kind === 'held') this.#entries.trip(lifecycle, verdict.tripped)
    this.#opened.push({ lifecycle, person })
  }

  /** What somebody should know by now, however long nobody looked. */
  async #warn({ person, observed }: Look): Promise<void> {
    const { em, policy, moment } = this.#parts
    const instants = this.#schedule.passed(person.id)
    await warnOf(em, { person, instants, policy, extendedUntil: observed.orders.extendedUntil }, moment)
  }

  /** HR has now said itself what an order said ahead of it, or says it no longer. */
  async #agree({ person, observed }: Look): Promise<void> {
    const { em, policy, moment } = this.#parts
    if (observed.orders.forCauseAt === undefined) return
    if (!accessIsOver(person, policy.calendar, moment.at)) return doubtOrders(em, person, moment)
    await agreeOrders(em, { person, recordedAt: person.recordedAt }, moment)
  }
}

function postponedRow({ id }: Case, at: Date) {
  return { kind: 'postponed_until' as const, about: id, at, date: null, zone: null }
}

import type { SimulatedApps } from '../simulated/simulated-apps.ts'
import { edgesOf, isLongAway, openAt, type Phase, phaseOf, type Statement, statementOf } from './expected-access.ts'
import { grantsOf, handedOver, handoverEnds, shownDepartment } from './expected-grants.ts'
import type { HrRow } from './hr-row.ts'
import { firstTerms, listEveryHours, type YearApp, type YearTerms, yearApps } from './year-policy.ts'

const day = 24 * 3_600_000
const hour = 3_600_000

export interface ExpectedAccount {
  /** `open`: may be on and may be off, but nobody switches it. */
  readonly state: 'on' | 'off' | 'open'
  readonly wanted: ReadonlySet<string>
  /** For the handover. */
  readonly kept: ReadonlySet<string>
  /** What it holds is left alone. */
  readonly isFrozen: boolean
}

export interface Expected {
  readonly phase: Phase | 'held'
  readonly isRehire: (since: number) => boolean
  /** Whether HR says that they begin again one day. */
  readonly comesBack: boolean
  /** True where no row of theirs ever counted. */
  readonly neverStarted: boolean
  readonly email: string
  readonly department: string | undefined
  readonly apps: Readonly<Record<YearApp, ExpectedAccount>>
  /** As long as nobody says or does anything, the same is expected until then. */
  readonly until: number
}

interface Order {
  readonly kind: 'for_cause' | 'security_hold'
  readonly from: number
  readonly to: number
}

/** All that was said and ordered, by HR, administrators and the year itself: what follows from it is worked out here, with nothing of the product. */
export class YearBook {
  terms: YearTerms = firstTerms
  readonly #statements = new Map<string, readonly Statement[]>()
  readonly #missing = new Set<string>()
  readonly #gone = new Set<string>()
  readonly #orders = new Map<string, Order>()
  readonly #released = new Map<string, number>()
  readonly #byHand = new Map<string, number>()
  readonly #downUntil = new Map<string, number>()
  readonly #said: (person: string) => void

  /** @param said told of everybody about whom something new is known */
  constructor(said: (person: string) => void) {
    this.#said = said
  }

  get people(): Iterable<string> {
    return this.#statements.keys()
  }

  /** HR's export was taken over. */
  hrSaid(rows: readonly HrRow[], at: number): void {
    const people = Map.groupBy(rows, ({ person }) => person)
    for (const [person, stated] of people)
      if (this.#missing.delete(person) || !this.#isKnown(person, stated)) this.#state(person, stated, at)
    for (const person of this.#statements.keys())
      if (!people.has(person) && !this.#missing.has(person)) {
        this.#missing.add(person)
        this.#said(person)
      }
  }

  /** An administrator has looked up somebody whom HR does not name any more. */
  hasLeft(person: string): void {
    this.#gone.add(person)
    this.#said(person)
  }

  ordered(person: string, kind: Order['kind'], at: number): void {
    this.#orders.set(person, { kind, from: at, to: Number.POSITIVE_INFINITY })
    this.#said(person)
  }

  lifted(person: string, at: number): void {
    const order = this.#orders.get(person)
    if (order !== undefined) this.#orders.set(person, { ...order, to: at })
    this.#said(person)
  }

  released(person: string, at: number): void {
    this.#released.set(person, at)
  }

  /** A change past everything is found by the next listing, and decided on the next morning where policy asks. */
  changedByHand(person: string, app: YearApp, at: number): void {
    this.#byHand.set(`${person} ${app}`, at)
    this.#said(person)
  }

  lookAtOutages({ down }: Pick<SimulatedApps, 'down'>, at: number): void {
    for (const app of down) this.#downUntil.set(app, at + hour + 60_000)
  }

  isDown(app: YearApp, at: number): boolean {
    return (this.#downUntil.get(app) ?? 0) >= at
  }

  isByHand(person: string, app: YearApp, at: number): boolean {
    const changedAt = this.#byHand.get(`${person} ${app}`)
    return changedAt !== undefined && at < Math.max(changedAt, this.#downUntil.get(app) ?? 0) + (listEveryHours + 50) * hour
  }

  /** Whether the guard has no say about what somebody lost at an instant. */
  isBeyondGuard(person: string, at: number): boolean {
    const order = this.#orders.get(person)
    const released = this.#released.get(person)
    const isOrdered = order !== undefined && at >= order.from && at < order.to + day
    return isOrdered || (released !== undefined && at >= released && at < released + 3 * day)
  }

  phaseOf(person: string, at: number): Phase | 'held' {
    const last = this.#statements.get(person)?.at(-1)
    const order = this.#orders.get(person)
    const kind = order !== undefined && at >= order.from && at < order.to ? order.kind : undefined
    if (last === undefined || this.#gone.has(person) || kind === 'for_cause') return 'over'
    const phase = phaseOf(last, at)
    return kind === 'security_hold' && phase !== 'over' ? 'held' : phase
  }

  expect(person: string, at: number): Expected | undefined {
    const statements = this.#statements.get(person) ?? []
    const last = statements.at(-1)
    const [row] = last?.rows ?? []
    if (last === undefined || row === undefined) return undefined
    const open = openAt(last.engagements, at)
    const phase = this.phaseOf(person, at)
    const [directory, crm, payroll] = yearApps.map((app) => this.#expectIn(app, { person, phase, statements, last, at }))
    if (directory === undefined || crm === undefined || payroll === undefined) throw new TypeError('there are three apps')
    return {
      phase,
      isRehire: (since) => isRehire(statements, { since, at }),
      comesBack: last.engagements.some(({ from }) => from > at),
      neverStarted: last.engagements.length === 0,
      email: row.email,
      department: shownDepartment(open),
      apps: { directory, crm, payroll },
      until: nextEdge(statements, this.terms, at),
    }
  }

  #expectIn(app: YearApp, question: AppQuestion): ExpectedAccount {
    const { person, phase, statements, last, at } = question
    const nothing = { wanted: new Set<string>(), kept: new Set<string>(), isFrozen: false }
    if (phase === 'over') return { ...nothing, state: 'off' }
    if (phase !== 'inside') return { ...nothing, state: this.#missing.has(person) && phase === 'before' ? 'open' : 'off', isFrozen: true }
    const grants = grantsOf(this.terms, openAt(last.engagements, at)).get(app)
    const handover = handedOver({ statements, terms: this.terms, at })
    const kept = new Set([...handover].flatMap((key) => (key.startsWith(`${app}/`) ? [key.slice(app.length + 1)] : [])))
    if (this.#missing.has(person)) return { wanted: grants ?? new Set(), kept, state: 'open', isFrozen: true }
    if (grants === undefined) return { wanted: new Set(), kept, state: handover.has(app) ? 'open' : 'off', isFrozen: false }
    const isAway = app !== 'payroll' && isLongAway(last, at)
    return { wanted: grants, kept, state: isAway ? 'off' : 'on', isFrozen: isAway }
  }

  #isKnown(person: string, rows: readonly HrRow[]): boolean {
    const known = this.#statements.get(person)?.at(-1)?.rows
    return known !== undefined && known.length === rows.length && rows.every((row, index) => row === known[index])
  }

  /** What HR said before counted for a while, were it a millisecond, also when the next word came in the same instant. */
  #state(person: string, rows: readonly HrRow[], at: number): void {
    const before = this.#statements.get(person) ?? []
    const from = Math.max(at, (before.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + 1)
    this.#statements.set(person, [...before, statementOf(from, rows)])
    this.#said(person)
  }
}

interface AppQuestion {
  readonly person: string
  readonly phase: Phase | 'held'
  readonly statements: readonly Statement[]
  readonly last: Statement
  readonly at: number
}

/** A new employment, and not a termination taken back: nothing that is open now had begun when the access was taken, by what HR had said then. */
function isRehire(statements: readonly Statement[], { since, at }: { readonly since: number; readonly at: number }): boolean {
  const then = statements.findLast((statement) => statement.at <= since)
  const begun = new Set(then?.engagements.filter(({ from }) => from <= since).map(({ row }) => row.engagement))
  const open = openAt(statements.at(-1)?.engagements ?? [], at).filter(({ from }) => from <= since)
  return !open.some(({ row }) => begun.has(row.engagement))
}

function nextEdge(statements: readonly Statement[], terms: YearTerms, at: number): number {
  const last = statements.at(-1)
  const edges = [...(last === undefined ? [] : edgesOf(last)), ...statements.map((statement) => handoverEnds(statement.at, terms))]
  return Math.min(...edges.filter((edge) => edge > at))
}

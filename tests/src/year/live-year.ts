import { Case } from '@rollcall/control-plane/cases/case.entity'
import { SeededChoice } from '../kill/seeded-choice.ts'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { accountsBefore } from './accounts-before.ts'
import { Administrator, type Doing } from './administrator.ts'
import { rosterCsv } from './hr-row.ts'
import { HrYear, shift, type Turn } from './hr-year.ts'
import { liveWatched } from './live-watched.ts'
import { openYearCompany } from './open-year-company.ts'
import { yearApps } from './year-policy.ts'
import { YearRules } from './year-rules.ts'

export interface YearPlan {
  readonly seed: number
  readonly people: number
  readonly days: number
  readonly firstDay: string
  /** What HR says anew; default: a hundredth of the people. */
  readonly turnsPerDay?: number
  /** How often an administrator does something HR knows nothing of; default: every fifth day. */
  readonly doingsPerDay?: number
  /** Called after each day. */
  readonly passed?: (day: string) => void
}

export interface YearReport {
  readonly happened: ReadonlyMap<Turn | Doing, number>
  readonly cases: readonly YearCase[]
  /** Ids of those that the guard held and somebody released. */
  readonly released: ReadonlySet<string>
  readonly refusedSnapshots: number
  readonly outages: number
  /** What went wrong, with when it did first. */
  readonly breaches: readonly string[]
  /** People whom a look at everybody gave another plan, although nothing had happened: must stay 0. */
  readonly restless: number
  readonly complaints: readonly string[]
}

export type YearCase = Pick<
  Case,
  'id' | 'person' | 'order' | 'kind' | 'state' | 'effectiveAt' | 'recordedAt' | 'openedAt' | 'closedAt' | 'plan'
>

/** Hours of the day, UTC: HR's export, the administrator's morning, what breaks breaks, the day's end. */
const hours = { export: 4, decide: 9.1, break: 12, end: 23.9 }

/** Lives one company's year, and holds every instant at which anything is due against what HR said. */
export async function liveYear(plan: YearPlan): Promise<YearReport> {
  const { seed, people, days, firstDay, passed } = plan
  const choice = new SeededChoice(seed)
  const hr = new HrYear(choice, people, firstDay)
  await using company = await openYearCompany(new Date(`${firstDay}T00:00:00Z`))
  const year = new Year({ company, hr, choice, plan })
  await year.begin()
  for (let index = 0; index < days; index++) {
    const day = shift(firstDay, index)
    await year.live(day, index)
    passed?.(day)
  }
  return await year.report()
}

interface YearParts {
  readonly company: SimulatedCompany
  readonly hr: HrYear
  readonly choice: SeededChoice
  readonly plan: YearPlan
}

class Year {
  readonly #parts: YearParts
  readonly #rules: YearRules
  readonly #administrator: Administrator
  #refused = 0
  #outages = 0
  #restless = 0

  constructor(parts: YearParts) {
    this.#parts = parts
    this.#rules = new YearRules(parts.company)
    this.#administrator = new Administrator({ ...parts, rules: this.#rules })
  }

  /** The apps are as a company has them that knows nothing of us: their accounts are found by address and name. Then everybody is looked at once. */
  async begin(): Promise<void> {
    const { company, hr } = this.#parts
    for (const row of hr.rows.values()) for (const { app, ...account } of accountsBefore(row)) company.apps.add(app, account)
    await this.#rules.accept()
    await this.#upload(false)
    for (const app of yearApps) await company.list(app)
    await this.#lookAtEverybody()
    if (this.#restless > 0) throw new Error(`${this.#restless} people have something to change on the first day`)
  }

  async live(day: string, index: number): Promise<void> {
    const { hr, choice, plan } = this.#parts
    hr.live(day, plan.turnsPerDay)
    await this.#liveUntil(day, hours.export)
    // Now and then the export is cut off: such a file must change nothing.
    await this.#upload(choice.fraction() < 0.03)
    await this.#liveUntil(day, hours.decide)
    await this.#morning(day)
    await this.#liveUntil(day, hours.break)
    this.#breakOrMend()
    await this.#liveUntil(day, hours.end)
    if (index % 28 === 27) await this.#lookAtEverybody()
  }

  async report(): Promise<YearReport> {
    const { organization, ports, complaints } = this.#parts.company
    const cases = await ports.database.read((em) => em.find(Case, { organization }, { disableIdentityMap: true }))
    return {
      happened: new Map<Turn | Doing, number>([...this.#parts.hr.counts, ...this.#administrator.counts]),
      cases,
      released: this.#administrator.released,
      refusedSnapshots: this.#refused,
      outages: this.#outages,
      restless: this.#restless,
      breaches: [...this.#rules.breaches].map(([what, at]) => `${at} ${what}`),
      complaints,
    }
  }

  async #liveUntil(day: string, hour: number): Promise<void> {
    await liveWatched(this.#parts.company, this.#rules, new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000))
  }

  /** What follows is done at once. */
  async #settle(): Promise<void> {
    await this.#parts.company.settle()
    await this.#rules.look()
  }

  async #upload(isCut: boolean): Promise<void> {
    const { company, hr } = this.#parts
    const rows = hr.exported
    const outcome = await company.upload(rosterCsv(isCut ? rows.slice(0, Math.floor(rows.length / 2)) : rows), {
      expectedRows: rows.length,
    })
    if (outcome.kind === 'accepted') this.#rules.book.hrSaid(rows, company.at.getTime())
    else this.#refused++
    await this.#settle()
  }

  async #morning(day: string): Promise<void> {
    const { choice, company, plan } = this.#parts
    await this.#administrator.decide()
    await this.#administrator.followUp(day)
    if (choice.fraction() < (plan.doingsPerDay ?? 0.2)) await this.#doSomething(day)
    await company.reconcile()
    await this.#rules.look()
  }

  async #doSomething(day: string): Promise<void> {
    const chance = this.#parts.choice.fraction()
    if (chance < 0.05) await this.#administrator.editPolicy()
    else if (chance < 0.2) await this.#administrator.orderOut(day)
    else if (chance < 0.5) await this.#administrator.lock(day)
    else await this.#administrator.drift()
  }

  #breakOrMend(): void {
    const { company, choice } = this.#parts
    const { down } = company.apps
    if (down.size > 0) return down.clear()
    if (choice.fraction() >= 0.04) return
    this.#outages++
    down.add(choice.oneOf(yearApps))
  }

  /** State-based: whoever is looked at again without anything having happened gets nothing new. */
  async #lookAtEverybody(): Promise<void> {
    const { company } = this.#parts
    if (company.apps.down.size > 0) return
    const before = await this.#countCases()
    await company.planEverybody()
    await this.#settle()
    this.#restless += (await this.#countCases()) - before
  }

  #countCases(): Promise<number> {
    const { ports, organization } = this.#parts.company
    return ports.database.read((em) => em.count(Case, { organization }))
  }
}

import { Case } from '@rollcall/control-plane/cases/case.entity'
import { SeededChoice } from '../kill/seeded-choice.ts'
import { decideEverything } from '../simulated/decide-everything.ts'
import { retryFailed } from '../simulated/retry-failed.ts'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { accountsBefore } from './accounts-before.ts'
import { type HrRow, HrYear, shift, type Turn } from './hr-year.ts'
import { openYearCompany, yearApps } from './open-year-company.ts'
import { type Breach, findBreaches, type Published } from './year-rules.ts'

export interface YearPlan {
  readonly seed: number
  readonly people: number
  readonly days: number
  readonly firstDay: string
  /** Called after each day. */
  readonly passed?: (day: string) => void
}

export interface YearReport {
  readonly turns: ReadonlyMap<Turn, number>
  readonly cases: readonly Pick<Case, 'kind' | 'state' | 'effectiveAt' | 'recordedAt' | 'openedAt' | 'closedAt'>[]
  readonly refusedSnapshots: number
  readonly outages: number
  readonly breaches: readonly Breach[]
  /** People whom a look at everybody gave another plan, although nothing had happened: must stay 0. */
  readonly restless: number
  readonly complaints: readonly string[]
}

/** Hours of the day, UTC: HR's export, the administrator's morning, what breaks breaks, the day's end. */
const hours = { export: 4, decide: 9.1, break: 12, end: 23.9 }

/** Lives one company's year, and holds every day against what HR said. */
export async function liveYear({ seed, people, days, firstDay, passed }: YearPlan): Promise<YearReport> {
  const choice = new SeededChoice(seed)
  const hr = new HrYear(choice, people, firstDay)
  await using company = await openYearCompany(new Date(`${firstDay}T00:00:00Z`))
  const year = new Year(company, hr, choice)
  await year.begin()
  for (let index = 0; index < days; index++) {
    const day = shift(firstDay, index)
    await year.live(day, index)
    passed?.(day)
  }
  return await year.report()
}

class Year {
  readonly #company: SimulatedCompany
  readonly #hr: HrYear
  readonly #choice: SeededChoice
  readonly #breaches: Breach[] = []
  #published: Published = new Map()
  #active: ReadonlySet<string> = new Set()
  #refused = 0
  #outages = 0
  #restless = 0

  constructor(company: SimulatedCompany, hr: HrYear, choice: SeededChoice) {
    this.#company = company
    this.#hr = hr
    this.#choice = choice
  }

  /** The apps are as a company has them that knows nothing of us: their accounts are found by address and name. Then everybody is looked at once. */
  async begin(): Promise<void> {
    for (const row of this.#hr.rows.values()) for (const { app, ...account } of accountsBefore(row)) this.#company.apps.add(app, account)
    await this.#upload(this.#hr.csv())
    for (const app of yearApps) await this.#company.list(app)
    await this.#lookAtEverybody()
    if (this.#restless > 0) throw new Error(`${this.#restless} people have something to change on the first day`)
  }

  async live(day: string, index: number): Promise<void> {
    this.#hr.live(day)
    await this.#liveUntil(day, hours.export)
    await this.#exportRoster()
    await this.#liveUntil(day, hours.decide)
    await decideEverything(this.#company)
    await retryFailed(this.#company)
    await this.#liveUntil(day, hours.break)
    this.#breakOrMend()
    await this.#liveUntil(day, hours.end)
    if (index % 7 === 6) await this.#lookAtEverybody()
  }

  async #liveUntil(day: string, hour: number): Promise<void> {
    await this.#company.liveUntil(new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000), () => this.#check())
  }

  async report(): Promise<YearReport> {
    const { organization, ports, complaints } = this.#company
    const cases = await ports.database.read((em) => em.find(Case, { organization }, { disableIdentityMap: true }))
    const counts = { turns: this.#hr.counts, refusedSnapshots: this.#refused, outages: this.#outages, restless: this.#restless }
    return { ...counts, cases, breaches: this.#breaches, complaints }
  }

  /** Now and then the export is cut off: such a file must change nothing. */
  async #exportRoster(): Promise<void> {
    const rows = [...this.#hr.rows.values()]
    const isCut = this.#choice.fraction() < 0.03
    const sent = isCut ? rows.slice(0, Math.floor(rows.length / 2)) : rows
    await this.#upload(this.#hr.csv(sent), rows.length)
  }

  async #upload(csv: string, expectedRows?: number): Promise<void> {
    const outcome = await this.#company.upload(csv, { expectedRows })
    if (outcome.kind === 'accepted') this.#published = Map.groupBy([...this.#hr.rows.values()], (row: HrRow) => row.person)
    else this.#refused++
  }

  #breakOrMend(): void {
    const { at, apps } = this.#company
    if (apps.down.size > 0) return apps.mend(at)
    if (this.#choice.fraction() >= 0.04) return
    this.#outages++
    apps.down.add(this.#choice.oneOf(['directory', 'crm', 'payroll']))
  }

  async #check(): Promise<void> {
    const { breaches, active } = await findBreaches({ company: this.#company, published: this.#published, before: this.#active })
    this.#active = active
    this.#breaches.push(...breaches)
  }

  /** State-based: whoever is looked at again without anything having happened gets nothing new. */
  async #lookAtEverybody(): Promise<void> {
    if (this.#company.apps.down.size > 0) return
    const before = await this.#countCases()
    await this.#company.planEverybody()
    await this.#company.settle(this.#company.at)
    this.#restless += (await this.#countCases()) - before
  }

  #countCases(): Promise<number> {
    const { ports, organization } = this.#company
    return ports.database.read((em) => em.count(Case, { organization }))
  }
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeededChoice } from '../kill/seeded-choice.ts'
import { decideEverything } from '../simulated/decide-everything.ts'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { type HrRow, HrYear, type Turn, turns } from './hr-year.ts'
import { openYearCompany } from './open-year-company.ts'
import { yearPolicy } from './year-policy.ts'
import { findBreaches, type Published } from './year-rules.ts'

type Happening =
  | { readonly kind: 'turn'; readonly turn: Turn }
  | { readonly kind: 'upload'; readonly isCut: boolean }
  | { readonly kind: 'policy'; readonly document: string }
  | { readonly kind: 'outage'; readonly app: string }
  | { readonly kind: 'mend' | 'decide' }
  | { readonly kind: 'wait'; readonly hours: number }

const otherPolicy = yearPolicy.replace('Sales', 'People').replace('leadDays: 0', 'leadDays: 5').replace('graceDays: 7', 'graceDays: 1')

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('turn' as const), turn: fc.constantFrom(...turns) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('upload' as const), isCut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('policy' as const), document: fc.constantFrom(yearPolicy, otherPolicy) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage' as const), app: fc.constantFrom('directory', 'crm', 'payroll') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('mend' as const, 'decide' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 240 }) }) },
)

test('no sequence of roster edits, partial snapshots, policy edits and failures disables somebody whom HR calls active, or leaves somebody on past the cut-off', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(happening, { minLength: 5, maxLength: 40 }), async (seed, happenings) => {
      await using life = await Life.begin(seed)
      for (const one of happenings) await life.live(one)
      expect(life.breaches).toEqual([])
      expect(life.complaints).toEqual([])
    }),
    { numRuns: 12, seed: 7, endOnFailure: false },
  )
})

const firstDay = '2026-03-02'

class Life implements AsyncDisposable {
  readonly breaches: string[] = []
  readonly #company: SimulatedCompany
  readonly #hr: HrYear
  #published: Published = new Map()
  #before: ReadonlySet<string> = new Set()

  private constructor(company: SimulatedCompany, hr: HrYear) {
    this.#company = company
    this.#hr = hr
  }

  static async begin(seed: number): Promise<Life> {
    const company = await openYearCompany(new Date(`${firstDay}T00:00:00Z`))
    const life = new Life(company, new HrYear(new SeededChoice(seed), 12, firstDay))
    await life.#upload(false)
    await company.planEverybody()
    await life.#look()
    return life
  }

  get complaints(): readonly string[] {
    return this.#company.complaints
  }

  async live(one: Happening): Promise<void> {
    const { apps, at } = this.#company
    if (one.kind === 'turn') this.#hr.turn(one.turn, at.toISOString().slice(0, 10))
    if (one.kind === 'upload') await this.#upload(one.isCut)
    if (one.kind === 'policy') await this.#company.savePolicy(one.document)
    if (one.kind === 'outage') apps.down.add(one.app)
    if (one.kind === 'mend') apps.down.clear()
    if (one.kind === 'decide') await decideEverything(this.#company)
    if (one.kind === 'wait') this.#company.at = new Date(at.getTime() + one.hours * 3_600_000)
    await this.#look()
  }

  async #upload(isCut: boolean): Promise<void> {
    const rows = [...this.#hr.rows.values()]
    const outcome = await this.#company.upload(this.#hr.csv(isCut ? rows.slice(0, 5) : rows), { expectedRows: rows.length })
    if (outcome.kind === 'accepted') this.#published = Map.groupBy(rows, (row: HrRow) => row.person)
  }

  async #look(): Promise<void> {
    await this.#company.settle(this.#company.at)
    const { breaches, active } = await findBreaches({ company: this.#company, published: this.#published, before: this.#before })
    this.breaches.push(...breaches)
    this.#before = active
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#company[Symbol.asyncDispose]()
  }
}

import { setTimeout } from 'node:timers/promises'
import { larkfieldRoster } from '../../company/larkfield-roster.ts'
import type { RosterRow } from '../../company/roster-csv.ts'
import { openStage, type Stage } from '../../stage/open-stage.ts'
import { requireBrowser } from '../../stage/require-browser.ts'
import { appNames } from '../../stage/start-company.ts'
import type { Benchmark, Measure } from '../benchmark.ts'
import { median } from '../quantile.ts'
import { timeWork } from '../time-work.ts'
import { type BareApp, openBareApps } from './bare-app.ts'
import { accountsIn, workForJoiner, workForLeaver } from './bare-work.ts'
import { dismiss, engineers, hire } from './bench-lives.ts'
import { benchPolicy } from './bench-policy.ts'
import { type ClosedCase, closeCase } from './close-case.ts'
import { type BareWork, runBareSteps } from './run-bare-steps.ts'

const rounds = 5
/** Both sides open a page ahead once they are done; the other side's clock waits until that is over. */
const settleMs = 1_500

interface Round {
  readonly caseMs: number
  readonly bareMs: Readonly<Record<string, number>>
}

export const caseTimeBenchmark: Benchmark = {
  name: 'case-time',
  includes: [
    'The demo’s stage: control plane, two agents and three apps, each a process of its own; the same running apps for both sides. Chat’s 429s are off: they come by count, and would hit either side by turns.',
    'case: from before the upload until the case is closed, by the case itself.',
    'bare: the steps of that case for another person of the same shape: the same first read, effects and read-backs (with the same 300 ms for which Stockroom must stay as it is), called from a plain script, one app after the other, so that none slows down another. Connectors, sessions and browser are warm on both sides.',
    `The two take turns, ${settleMs / 1_000} s apart, ${rounds} rounds after one that does not count. The slowest app is the one with the largest median.`,
  ],
  run: async (folder) => {
    await using stage = await openStage(folder, larkfieldRoster(), { throttleEvery: 0 })
    await stage.company.client.policy.save.mutate({ document: benchPolicy(appNames) })
    await using bare = await openBareApps(stage.apps, requireBrowser())
    const contest = new Contest(stage, bare.apps)
    return [...measures('joiner', await contest.joiners()), ...measures('leaver', await contest.leavers())]
  },
}

class Contest {
  readonly #stage: Stage
  readonly #apps: readonly BareApp[]
  #csv = larkfieldRoster()

  constructor(stage: Stage, apps: readonly BareApp[]) {
    this.#stage = stage
    this.#apps = apps
  }

  async joiners(): Promise<readonly Round[]> {
    return this.#rounds(async (at) => {
      const closed = await this.#upload(hire(this.#csv, at))
      const userName = `noor.haddad${95_000 + at}@larkfield.example`
      return this.#compare(closed, ({ name }) => workForJoiner(closed.found, { app: name, userName }))
    })
  }

  async leavers(): Promise<readonly Round[]> {
    const people = engineers(this.#csv).filter(({ person_id: id }) => Number(id) < 90_000)
    const accounts = new Map<string, Awaited<ReturnType<typeof accountsIn>>>()
    for (const app of this.#apps) accounts.set(app.name, await accountsIn(app))
    return this.#rounds(async (at) => {
      const [one, other] = [existing(people, 2 * at), existing(people, 2 * at + 1)]
      const closed = await this.#upload(dismiss(this.#csv, one))
      return this.#compare(closed, ({ name }) => {
        const account = accounts.get(name)?.get(other.work_email)
        if (account === undefined) throw new Error(`${other.work_email} has no account in ${name}`)
        return workForLeaver(closed.found, name, account)
      })
    })
  }

  async #rounds(run: (at: number) => Promise<Round>): Promise<readonly Round[]> {
    const all: Round[] = []
    for (let at = 0; at <= rounds; at++) all.push(await run(at))
    return all.slice(1)
  }

  #upload(csv: string): Promise<ClosedCase> {
    this.#csv = csv
    return closeCase(this.#stage.company.client, csv)
  }

  async #compare({ uploadedAt, closedAt }: ClosedCase, workIn: (app: BareApp) => BareWork): Promise<Round> {
    const times: (readonly [string, number])[] = []
    await setTimeout(settleMs)
    for (const app of this.#apps) times.push([app.name, (await timeWork(() => runBareSteps(app, workIn(app)))).ms])
    await setTimeout(settleMs)
    return { caseMs: closedAt - uploadedAt, bareMs: Object.fromEntries(times) }
  }
}

function existing(people: readonly RosterRow[], at: number): RosterRow {
  const person = people[at]
  if (person === undefined) throw new RangeError('the company has too few engineers')
  return person
}

function measures(life: 'joiner' | 'leaver', all: readonly Round[]): readonly Measure[] {
  const caseTimes = all.map(({ caseMs }) => caseMs)
  const bare = appNames.map((app) => ({ app, times: all.map(({ bareMs }) => bareMs[app] ?? 0) }))
  const [slowest] = bare.toSorted((a, b) => median(b.times) - median(a.times))
  if (slowest === undefined) throw new Error('there are no apps')
  const ratio = median(caseTimes) / median(slowest.times)
  return [
    {
      name: `${life}: case time ÷ ${slowest.app}’s bare time`,
      value: ratio,
      unit: '×',
      goal: { most: 1.25 },
      from: { case: caseTimes, ...Object.fromEntries(bare.map(({ app, times }) => [app, times])) },
    },
    { name: `${life}: case time, median`, value: median(caseTimes) / 1_000, unit: 's' },
    ...bare.map(({ app, times }): Measure => ({ name: `${life}: ${app} bare, median`, value: median(times) / 1_000, unit: 's' })),
  ]
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { seedApps } from '../company/seed-apps.ts'
import type { RunningProcess } from '../processes/start-process.ts'
import { dateIn } from '../stage/dates.ts'
import { agentPolicy, companyPolicy } from '../stage/generous-policies.ts'
import { loadCompany } from '../stage/load-company.ts'
import {
  type AgentHome,
  enrolAgent,
  type RunningCompany,
  runAgent,
  serveCompany,
  startCompany,
  startScimApp,
  startStockroomApp,
  type TargetApp,
} from '../stage/start-company.ts'

export type Victim = 'control plane' | 'agent' | 'warehouse agent'

export interface KillStageOptions {
  readonly folder: string
  /** Path of a browser: then Stockroom takes part, through an agent of its own. */
  readonly browser?: string
}

/** A company with its control plane, agents and apps, each a process of its own that can be killed and started again where it was. */
export class KillStage implements AsyncDisposable {
  readonly folder: string
  readonly company: RunningCompany
  readonly apps: readonly TargetApp[]
  readonly homes: ReadonlyMap<Exclude<Victim, 'control plane'>, AgentHome>
  readonly #running = new Map<Victim, RunningProcess>()

  constructor(parts: Pick<KillStage, 'folder' | 'company' | 'apps' | 'homes'>) {
    this.folder = parts.folder
    this.company = parts.company
    this.apps = parts.apps
    this.homes = parts.homes
    this.#running.set('control plane', parts.company.process)
  }

  get victims(): readonly Victim[] {
    return ['control plane', ...this.homes.keys()]
  }

  /** What the programs said last, for a failing test. */
  lastWords(): string {
    return [...this.#running].map(([victim, running]) => `── ${victim}\n${running.output().slice(-3_000)}`).join('\n')
  }

  async kill(victims: readonly Victim[]): Promise<void> {
    await Promise.all(victims.map(async (victim) => this.#running.get(victim)?.kill()))
  }

  /** Same database and keys, same port, same home. */
  async start(victims: readonly Victim[]): Promise<void> {
    await Promise.all(victims.map(async (victim) => this.#running.set(victim, await this.#start(victim))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running.stop()))
    await Promise.all(this.apps.map(({ running }) => running.stop()))
  }

  async #start(victim: Victim): Promise<RunningProcess> {
    if (victim !== 'control plane') return runAgent(this.#home(victim))
    const { url, token } = this.company
    return (await serveCompany(this.folder, { token, port: Number(new URL(url).port) })).process
  }

  #home(victim: Exclude<Victim, 'control plane'>): AgentHome {
    const home = this.homes.get(victim)
    if (home === undefined) throw new RangeError(`there is no ${victim} on this stage`)
    return home
  }
}

/** Brings everything to the morning before: apps full of people, roster taken as the baseline, accounts linked. */
export async function openKillStage({ folder, browser }: KillStageOptions): Promise<KillStage> {
  const seed = seedApps(larkfieldRoster(), dateIn('UTC', new Date()))
  // The quirky server throttles: a case then spends most of its time waiting, and few blows fall where something happens.
  const chat = browser === undefined ? 'scim-standard' : 'scim-quirky'
  const [office, warehouse, company] = await Promise.all([
    Promise.all([
      startScimApp({ name: 'directory', kind: 'scim-standard', seed, latencyMs: 20 }),
      startScimApp({ name: 'chat', kind: chat, seed, latencyMs: 10 }),
    ]),
    browser === undefined ? [] : startStockroomApp({ seed, latencyMs: 5 }).then((app) => [app]),
    startCompany(folder),
  ])
  const homes = new Map<Exclude<Victim, 'control plane'>, AgentHome>([['agent', await enrol('office', office)]])
  if (warehouse.length > 0) homes.set('warehouse agent', await enrol('warehouse', warehouse))
  const stage = new KillStage({ folder, company, apps: [...office, ...warehouse], homes })
  try {
    await stage.start([...homes.keys()])
    const apps = stage.apps.map(({ name }) => name)
    await loadCompany(company.client, {
      apps,
      csv: larkfieldRoster(),
      policy: companyPolicy(apps, { graceDays: 0 }),
      accounts: seed.length,
    })
    return stage
  } catch (cause) {
    const words = stage.lastWords()
    await stage[Symbol.asyncDispose]()
    throw new Error(`the stage did not open: ${words}`, { cause })
  }

  async function enrol(name: string, apps: readonly TargetApp[]): Promise<AgentHome> {
    const agent = await enrolAgent(folder, company, { name, apps, browser: browser ?? '/nowhere' })
    writeFileSync(join(agent.home, 'local-policy.yaml'), agentPolicy(apps.map((app) => app.name)))
    return agent
  }
}

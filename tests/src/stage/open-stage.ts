import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedApps } from '../company/seed-apps.ts'
import type { RunningProcess } from '../processes/start-process.ts'
import { dateIn } from './dates.ts'
import { look } from './follow-case.ts'
import { demoPolicy } from './paths.ts'
import { printHeading, printLine } from './print.ts'
import { requireBrowser } from './require-browser.ts'
import {
  type AgentHome,
  type AppsOptions,
  type CompanyOptions,
  enrolAgent,
  type RunningCompany,
  runAgent,
  startApps,
  startCompany,
  type TargetApp,
} from './start-company.ts'

export interface Stage extends AsyncDisposable {
  readonly company: RunningCompany
  readonly apps: readonly TargetApp[]
  readonly agents: { readonly office: AgentHome; readonly warehouse: AgentHome }
  /** Agent processes now running; a life may replace one. */
  readonly running: { office: RunningProcess; warehouse: RunningProcess }
}

/** Starts everything and brings it to the morning before the story: apps full of people, roster imported as the baseline, accounts linked. */
export async function openStage(folder: string, csv: string, options: CompanyOptions & AppsOptions = {}): Promise<Stage> {
  printHeading('Setting the stage: a company of 120 people')
  const browser = requireBrowser()
  const seed = seedApps(csv, dateIn('UTC', new Date()))
  const [apps, company] = await Promise.all([startApps(seed, options), startCompany(folder, options)])
  printLine(`  apps           ${apps.map(({ name }) => name).join(', ')}: ${seed.length} accounts each, a process each`)
  printLine(`  control plane  ${company.url}, SQLite in ${join(folder, 'rollcall.sqlite')}`)
  const warehouseApps = apps.filter(({ name }) => name === 'stockroom')
  const office = await enrolAgent(folder, company, { name: 'office', apps: apps.filter(({ name }) => name !== 'stockroom'), browser })
  const warehouse = await enrolAgent(folder, company, { name: 'warehouse', apps: warehouseApps, browser })
  const running = { office: await runAgent(office, options.watch), warehouse: await runAgent(warehouse, options.watch) }
  const stage = { company, apps, agents: { office, warehouse }, running, [Symbol.asyncDispose]: () => stopAll(stage) }
  try {
    await waitForAgents(stage, 2)
    printLine('  agents         office (directory, chat) and warehouse (stockroom), each with the credentials of its own apps')
    await loadCompany(company, csv, seed.length)
    return stage
  } catch (error) {
    await stopAll(stage)
    throw error
  }
}

export async function waitForAgents({ company, running }: Pick<Stage, 'company' | 'running'>, count: number): Promise<void> {
  try {
    await look(30_000, `${count} agents did not connect`, async () =>
      (await company.client.agent.list.query()).filter(({ isConnected }) => isConnected).length === count ? true : undefined,
    )
  } catch (cause) {
    throw new Error(
      `an agent did not connect; its last words: ${running.office.output().slice(-1_000)} ${running.warehouse.output().slice(-1_000)}`,
      { cause },
    )
  }
}

async function loadCompany({ client }: RunningCompany, csv: string, accounts: number): Promise<void> {
  const policy = await client.policy.save.mutate({ document: readFileSync(demoPolicy, 'utf8') })
  printLine(`  policy         version ${policy.number}, ${policy.digest.slice(0, 16)}…`)
  const outcome = await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  if (outcome.kind !== 'accepted' || !outcome.baseline) throw new Error('the first roster was not taken as the baseline')
  printLine(`  roster         ${outcome.changes.added} people, taken as the baseline: it opens no case`)
  for (const { app } of [{ app: 'directory' }, { app: 'chat' }, { app: 'stockroom' }]) await client.account.refresh.mutate({ app })
  const summary = await look(90_000, 'the accounts were not read', async () => {
    const apps = await client.account.summary.query()
    return apps.length === 3 && apps.every(({ accounts: seen }) => seen >= accounts) ? apps : undefined
  })
  printLine(`  accounts       ${summary.map(({ app, linked, accounts: seen }) => `${app} ${linked} of ${seen} linked`).join(', ')}`)
}

async function stopAll({ company, apps, running }: Pick<Stage, 'company' | 'apps' | 'running'>): Promise<void> {
  await Promise.all([running.office.stop(), running.warehouse.stop()])
  await Promise.all([company.process.stop(), ...apps.map((app) => app.running.stop())])
}

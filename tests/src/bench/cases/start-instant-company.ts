import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startScimQuirky } from '../../apps/start-scim-quirky.ts'
import { seedApps } from '../../company/seed-apps.ts'
import { dateIn } from '../../stage/dates.ts'
import { look } from '../../stage/follow-case.ts'
import { requireBrowser } from '../../stage/require-browser.ts'
import { enrolAgent, type RunningCompany, runAgent, startCompany, type TargetApp } from '../../stage/start-company.ts'
import { benchPolicy } from './bench-policy.ts'

export interface InstantCompany extends AsyncDisposable {
  readonly client: RunningCompany['client']
}

/** The demo's own limits for an hour are for one day's changes, not for dozens of cases in a minute. */
const unhurriedPolicy = `
allow:
  - { app: directory, verbs: [account.create, account.suspend, account.rename, profile.update, entitlement.grant, entitlement.revoke] }
  - { app: chat, verbs: [account.create, account.suspend, account.rename, profile.update, entitlement.grant, entitlement.revoke] }
limits:
  perHour: { suspend: 1000, revoke: 1000, grant: 1000 }
`

const token = 'a-token-for-apps-that-are-gone-in-a-minute'

/**
 * Control plane and agent as processes of their own; the two apps in this process, without latency and without throttling. Both are the small SCIM
 * service: the one made of SCIMMY needs over 100 ms of processor time for a joiner by itself, so it is no instant app.
 */
export async function startInstantCompany(folder: string, csv: string): Promise<InstantCompany> {
  const seed = seedApps(csv, dateIn('UTC', new Date()))
  const apps: readonly TargetApp[] = [
    targetApp('directory', await startScimQuirky({ token, seed, throttle: { every: 0 } })),
    targetApp('chat', await startScimQuirky({ token, seed, throttle: { every: 0 } })),
  ]
  const company = await startCompany(folder)
  const home = await enrolAgent(folder, company, { name: 'office', apps, browser: requireBrowser() })
  writeFileSync(join(home.home, 'local-policy.yaml'), unhurriedPolicy)
  const agent = await runAgent(home)
  const running = {
    client: company.client,
    [Symbol.asyncDispose]: async () => {
      await agent.stop()
      await Promise.all([company.process.stop(), ...apps.map(({ running: app }) => app.stop())])
    },
  }
  await load(company.client, { csv, accounts: seed.length })
  return running
}

function targetApp(name: TargetApp['name'], running: TargetApp['running']): TargetApp {
  return { name, running, answers: { connector: 'scim', settings: { baseUrl: running.url }, secrets: { token } } }
}

async function load(client: RunningCompany['client'], { csv, accounts }: { csv: string; accounts: number }): Promise<void> {
  await look(30_000, 'the agent did not connect', async () =>
    (await client.agent.list.query()).some(({ isConnected }) => isConnected) ? true : undefined,
  )
  await client.policy.save.mutate({ document: benchPolicy(['directory', 'chat']) })
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  for (const app of ['directory', 'chat']) await client.account.refresh.mutate({ app })
  await look(60_000, 'the accounts were not read', async () => {
    const apps = await client.account.summary.query()
    return apps.length === 2 && apps.every(({ accounts: seen }) => seen >= accounts) ? true : undefined
  })
}

import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ControlPlaneClient, createControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { classOf, verbs } from '@rollcall/shared/connector/verbs'
import { z } from 'zod'
import type { RunningApp, SeedPerson } from '../apps/running-app.ts'
import { startAppProcess } from '../apps/start-app-process.ts'
import { runCommand } from '../processes/run-command.ts'
import { type RunningProcess, startProcess } from '../processes/start-process.ts'
import { programs } from './paths.ts'

export const appNames = ['directory', 'chat', 'stockroom'] as const
export type AppName = (typeof appNames)[number]

export interface TargetApp {
  readonly name: AppName
  readonly running: RunningApp
  /** What an administrator would type into `rollcall-agent connect`. */
  readonly answers: {
    readonly connector: string
    readonly settings: Readonly<Record<string, string>>
    readonly secrets: Readonly<Record<string, string>>
  }
}

export interface AppsOptions {
  /** How many requests come between two 429s of the quirky app; 0 for none. */
  readonly throttleEvery?: number
}

/** Starts the three target apps, each a process of its own with the same people in it. */
export async function startApps(seed: readonly SeedPerson[], { throttleEvery }: AppsOptions = {}): Promise<readonly TargetApp[]> {
  return Promise.all([
    startScimApp({ name: 'directory', kind: 'scim-standard', seed, latencyMs: 0 }),
    startScimApp({ name: 'chat', kind: 'scim-quirky', seed, latencyMs: 0, ...(throttleEvery === undefined ? {} : { throttleEvery }) }),
    startStockroomApp({ seed, latencyMs: 0 }),
  ])
}

export interface ScimAppOrder {
  readonly name: AppName
  readonly kind: 'scim-standard' | 'scim-quirky'
  readonly seed: readonly SeedPerson[]
  readonly latencyMs: number
  readonly throttleEvery?: number
  /** Default: a random one. */
  readonly token?: string
}

export async function startScimApp({ name, kind, token = secret(), ...order }: ScimAppOrder): Promise<TargetApp> {
  const running = await startAppProcess({ ...order, kind, secrets: { effectsToken: secret(), token } })
  return { name, running, answers: { connector: 'scim', settings: { baseUrl: running.url }, secrets: { token } } }
}

export async function startStockroomApp(order: Omit<ScimAppOrder, 'name' | 'kind' | 'token'> & { password?: string }): Promise<TargetApp> {
  const { seed, latencyMs, password = secret() } = order
  const userName = 'rollcall'
  const secrets = { effectsToken: secret(), operatorUser: userName, operatorPassword: password }
  const running = await startAppProcess({ kind: 'stockroom', seed, latencyMs, secrets })
  return {
    name: 'stockroom',
    running,
    answers: { connector: 'recipe-stockroom', settings: { baseUrl: running.url, selfUser: userName }, secrets: { userName, password } },
  }
}

export interface CompanyOptions {
  readonly port?: number
  readonly database?: string
  /** How agents reach it, where that is not its own address; needs `port`. */
  readonly publicUrl?: string
  /** Restart it when its source changes. */
  readonly watch?: boolean
}

export interface RunningCompany {
  readonly client: ControlPlaneClient
  readonly process: RunningProcess
  readonly url: string
  readonly token: string
  readonly rootFingerprint: string
}

/** `rollcall init` and `rollcall serve` on a new database in the folder. */
export async function startCompany(folder: string, options: CompanyOptions = {}): Promise<RunningCompany> {
  const env = controlPlaneEnv(folder, options)
  const made = await runCommand(
    process.execPath,
    [
      programs.controlPlane,
      'init',
      '--organization',
      'Larkfield Instruments',
      '--owner',
      'Rosalind Ashcroft',
      '--name',
      'rollcall.larkfield.example',
      '--json',
    ],
    { env },
  )
  if (made.code !== 0) throw new Error(`rollcall init failed: ${made.stderr}`)
  const { token, rootFingerprint } = z.object({ token: z.string(), rootFingerprint: z.string() }).parse(JSON.parse(made.stdout))
  return { ...(await serveCompany(folder, { ...options, token })), rootFingerprint }
}

/** `rollcall serve` on a database that is there already. */
export async function serveCompany(
  folder: string,
  options: CompanyOptions & { readonly token: string },
): Promise<Omit<RunningCompany, 'rootFingerprint'>> {
  const process = await startProcess({
    script: programs.controlPlane,
    args: ['serve'],
    env: controlPlaneEnv(folder, options),
    watch: options.watch ?? false,
  })
  const { url } = z.object({ url: z.string() }).parse(process.ready)
  return { client: createControlPlaneClient({ url, token: options.token }), process, url, token: options.token }
}

function controlPlaneEnv(folder: string, { port, database, publicUrl }: CompanyOptions): Readonly<Record<string, string>> {
  return {
    ROLLCALL_DATABASE: database ?? join(folder, 'rollcall.sqlite'),
    ROLLCALL_KEYS: join(folder, 'keys'),
    ROLLCALL_PORT: String(port ?? 0),
    ROLLCALL_LOG: 'info',
    ...(publicUrl === undefined ? {} : { ROLLCALL_URL: publicUrl }),
  }
}

export interface AgentHome {
  readonly name: string
  readonly home: string
  readonly env: Readonly<Record<string, string>>
}

/** Enrols an agent with a one-time token and connects its apps: their credentials go into its vault and nowhere else. */
export async function enrolAgent(
  folder: string,
  company: RunningCompany,
  { name, apps, browser }: { name: string; apps: readonly TargetApp[]; browser: string },
): Promise<AgentHome> {
  const home = join(folder, `agent-${name}`)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const keyFile = join(folder, `agent-${name}.passphrase`)
  writeFileSync(keyFile, `${secret()}\n`, { mode: 0o600 })
  const agent = {
    name,
    home,
    env: { ROLLCALL_VAULT_KEY_FILE: keyFile, ROLLCALL_BROWSER: browser, ROLLCALL_LOG: 'info', ROLLCALL_VAULT_SCRYPT_N: '16384' },
  }
  const tokenFile = join(folder, `agent-${name}.token`)
  writeFileSync(tokenFile, (await company.client.agent.createToken.mutate()).token, { mode: 0o600 })
  await agentCommand(agent, ['enrol', '--name', name, '--token-file', tokenFile])
  writeFileSync(join(home, 'local-policy.yaml'), localPolicy(apps))
  for (const app of apps) await agentCommand(agent, ['connect', app.name, '--answers', '-'], JSON.stringify(app.answers))
  return agent
}

export function runAgent(agent: AgentHome, watch = false): Promise<RunningProcess> {
  return startProcess({ script: programs.agent, args: ['run', '--home', agent.home], env: agent.env, saysReady: false, watch })
}

async function agentCommand(agent: AgentHome, [command, ...args]: readonly string[], input = ''): Promise<void> {
  const ended = await runCommand(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', programs.agent, command ?? '', ...args, '--home', agent.home],
    { env: { HOME: agent.home, ...agent.env }, input },
  )
  if (ended.code !== 0) throw new Error(`rollcall-agent ${command} failed: ${ended.stderr}${ended.stdout}`)
}

/** What the company lets the control plane do through this agent: everything but deleting. The agent obeys this file first. */
function localPolicy(apps: readonly TargetApp[]): string {
  const allowed = verbs.filter((verb) => classOf[verb] !== 'read' && classOf[verb] !== 'delete')
  return [
    'allow:',
    ...apps.map(({ name }) => `  - { app: ${name}, verbs: [${allowed.join(', ')}] }`),
    'protected:',
    '  - { userName: "rosalind.ashcroft@larkfield.example" }',
    'limits:',
    '  perHour: { suspend: 20, revoke: 100, grant: 200 }',
    '',
  ].join('\n')
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}

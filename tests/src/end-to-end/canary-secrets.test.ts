import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { readZip } from '@rollcall/shared/packet/read-zip'
import { parseEnrolmentToken } from '@rollcall/shared/wire/enrolment'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScimStandard } from '../apps/start-scim-standard.ts'
import { startStockroom } from '../apps/start-stockroom.ts'
import { addJoiner } from '../company/edit-roster.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { seedApps } from '../company/seed-apps.ts'
import { type CommandOutcome, runCommand } from '../processes/run-command.ts'
import { openAppFront } from '../stage/app-front.ts'
import { dateIn } from '../stage/dates.ts'
import { endNow } from '../stage/end-now.ts'
import { type CaseDetail, followCase, waitForCase } from '../stage/follow-case.ts'
import { agentPolicy, companyPolicy } from '../stage/generous-policies.ts'
import { loadCompany } from '../stage/load-company.ts'
import { programs } from '../stage/paths.ts'
import { requireBrowser } from '../stage/require-browser.ts'
import { type RunningCompany, runAgent, startCompany } from '../stage/start-company.ts'
import { openRecordingRelay } from './recording-relay.ts'
import { findSecrets, type Haystack, type Secret } from './secret-search.ts'

/** Letters that every encoding writes in its own way. */
const canary = (name: string) => `canary ${name} "${randomBytes(9).toString('base64')}" <&>%/+=~\\`
const headerCanary = `canary-scim/${randomBytes(12).toString('base64')}+=~`
const [stockroomPassword, wrongPassword, passphrase] = [canary('stockroom'), canary('mistyped'), canary('passphrase')]

const resources = new AsyncDisposableStack()
const haystacks: Haystack[] = []
const secrets: Secret[] = []
let agentId = ''

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-canary-'))
  resources.defer(() => rmSync(folder, { recursive: true, force: true }))
  const apps = await startTargets()
  const [port, relayPort] = await Promise.all([freePort(), freePort()])
  const relay = resources.use(await openRecordingRelay({ port: relayPort, target: `http://127.0.0.1:${port}` }))
  mkdirSync(join(folder, 'control-plane'))
  const company = await startCompany(join(folder, 'control-plane'), { port, publicUrl: relay.url })
  resources.defer(() => company.process.stop())

  const { agent, outputs, token } = await enrol(folder, company, apps.answers)
  const running = await runAgent(agent)
  resources.defer(() => running.stop())
  const cases = await liveThrough(company, apps).catch((cause: unknown) => {
    throw new Error(`the story broke off: ${company.process.output().slice(-2_000)} ${running.output().slice(-2_000)}`, { cause })
  })
  const packets = await Promise.all(cases.map(({ id }) => company.client.evidence.exportCase.mutate({ case: id })))
  const commandLines = [running.pid, company.process.pid].map((pid) => commandLineOf(pid))
  await running.stop()

  secrets.push(
    ...[headerCanary, stockroomPassword, wrongPassword, passphrase].map((text) => ({ name: text.slice(0, 17), bytes: Buffer.from(text) })),
    { name: 'the secret of the enrolment token', bytes: parseEnrolmentToken(token).secret },
    { name: 'the whole enrolment token', bytes: Buffer.from(token) },
  )
  haystacks.push(
    ...filesIn(folder, 'control-plane'),
    ...filesIn(folder, 'agent'),
    { place: 'what the control plane printed', bytes: Buffer.from(company.process.output()) },
    { place: 'what the agent printed', bytes: Buffer.from(running.output()) },
    ...outputs.map(({ stdout, stderr }) => ({ place: 'what a command of the agent printed', bytes: Buffer.from(stdout + stderr) })),
    ...relay.sent.map((bytes, at) => ({ place: `message ${at} of the agent to the control plane`, bytes })),
    ...(await Promise.all(packets.map(({ zip }) => readZip(Buffer.from(zip, 'base64'))))).flatMap((files) =>
      [...files].map(([name, bytes]) => ({ place: `the packet's ${name}`, bytes })),
    ),
    ...commandLines.map((bytes) => ({ place: 'the command line that everybody on the machine can read', bytes })),
  )
  agentId = readFileSync(join(agent.home, 'identity.json'), 'utf8').match(/agt_[0-9a-f]{32}/)?.[0] ?? ''
}, 120_000)

afterAll(() => resources.disposeAsync(), 30_000)

test('after a joiner, a leaver and a case that failed, no secret is found anywhere outside the vault, in any form', () => {
  expect(findSecrets(secrets, haystacks)).toEqual([])
})

test('the search looks where it says: what is no secret is found in every kind of place', () => {
  const found = findSecrets([{ name: 'the id of the agent', bytes: Buffer.from(agentId) }], haystacks).join('\n')
  for (const place of [
    /rollcall\.sqlite/,
    /spool\.sqlite/,
    /message \d+ of the agent/,
    /the packet's/,
    /identity\.json/,
    /what the control plane printed/,
  ])
    expect(found).toMatch(place)
  const people = findSecrets([{ name: 'a name', bytes: Buffer.from('nurul.hakim@larkfield.example') }], haystacks).join('\n')
  expect(people).toMatch(/message \d+ of the agent/)
  for (const file of ['rollcall.sqlite', 'spool.sqlite', 'vault'])
    expect(
      haystacks.some(({ place }) => place.includes(file)),
      file,
    ).toBe(true)
})

async function startTargets() {
  const seed = seedApps(larkfieldRoster(), dateIn('UTC', new Date()))
  const directory = await startScimStandard({ token: headerCanary, seed })
  resources.defer(() => directory.stop())
  const front = resources.use(await openAppFront(directory.url))
  const admin = { userName: 'rollcall', password: stockroomPassword }
  const stockroom = await startStockroom({ people: [...seed], admin, effectsToken: 'only-for-the-test' })
  resources.defer(() => stockroom.stop())
  const settings = { baseUrl: stockroom.url, selfUser: admin.userName }
  return {
    front,
    stockroom,
    seed,
    answers: {
      directory: { connector: 'scim', settings: { baseUrl: front.url }, secrets: { token: headerCanary } },
      stockroom: { connector: 'recipe-stockroom', settings, secrets: { userName: admin.userName, password: stockroomPassword } },
      mistyped: { connector: 'recipe-stockroom', settings, secrets: { userName: admin.userName, password: wrongPassword } },
    },
  }
}

type Targets = Awaited<ReturnType<typeof startTargets>>

/** As an administrator would, mistyping a password first. */
async function enrol(folder: string, { client }: RunningCompany, answers: Targets['answers']) {
  const [home, keyFile, tokenFile] = [join(folder, 'agent'), join(folder, 'passphrase'), join(folder, 'token')]
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(keyFile, `${passphrase}\n`, { mode: 0o600 })
  const { token } = await client.agent.createToken.mutate()
  writeFileSync(tokenFile, token, { mode: 0o600 })
  const env = {
    ROLLCALL_VAULT_KEY_FILE: keyFile,
    ROLLCALL_BROWSER: requireBrowser(),
    ROLLCALL_LOG: 'debug',
    ROLLCALL_VAULT_SCRYPT_N: '1024',
  }
  const command = (args: readonly string[], input = '') =>
    runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', programs.agent, ...args, '--home', home], {
      env: { HOME: home, ...env },
      input,
    })
  const outputs: CommandOutcome[] = [await command(['enrol', '--name', 'office', '--token-file', tokenFile])]
  writeFileSync(join(home, 'local-policy.yaml'), agentPolicy(['directory', 'stockroom']))
  outputs.push(await command(['connect', 'directory', '--answers', '-'], JSON.stringify(answers.directory)))
  const mistyped = await command(['connect', 'stockroom', '--answers', '-'], JSON.stringify(answers.mistyped))
  expect(mistyped.code, 'a wrong password is not stored').not.toBe(0)
  outputs.push(await command(['connect', 'stockroom', '--answers', '-'], JSON.stringify(answers.stockroom)))
  for (const { code, stderr } of outputs) expect(code, stderr).toBe(0)
  return { agent: { name: 'office', home, env }, outputs: [...outputs, mistyped], token }
}

async function liveThrough({ client }: RunningCompany, { front, stockroom, seed }: Targets): Promise<readonly CaseDetail[]> {
  const apps = ['directory', 'stockroom']
  await loadCompany(client, { apps, csv: larkfieldRoster(), policy: companyPolicy(apps), accounts: seed.length })
  const joined = addJoiner(larkfieldRoster(), {
    personId: '00901',
    engagementId: '000901',
    givenName: 'Noor',
    familyName: 'Haddad',
    department: 'Engineering',
    title: 'Optics Engineer',
    managerId: '00031',
    startDate: dateIn('Pacific/Honolulu', new Date()),
  })
  const left = endNow(joined, '00057')
  const cases = [await live(client, joined), await live(client, left)]
  front.condition = 'locked out'
  stockroom.faults.loginBroken = true
  stockroom.forgetSessions()
  cases.push(await live(client, endNow(left, '00089')))
  expect(cases.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['joiner closed', 'leaver closed', 'leaver needs_person'])
  return cases
}

async function live(client: RunningCompany['client'], csv: string): Promise<CaseDetail> {
  const startedAt = new Date()
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  const { id } = await waitForCase(client, startedAt, 20_000)
  return followCase(client, id, { timeoutMs: 60_000 })
}

function filesIn(folder: string, under: string): readonly Haystack[] {
  return readdirSync(join(folder, under), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, under, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ place: relative(folder, path), bytes: readFileSync(path) }))
}

/** Only where the system shows it as a file. */
function commandLineOf(pid: number): Buffer {
  const file = `/proc/${pid}/cmdline`
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on a TCP port')
  return address.port
}

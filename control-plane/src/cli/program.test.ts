import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openTestDatabase } from '../../test/open-test-database.ts'
import { TestCase, testCase, testOrganization } from '../../test/test-case.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import { recordInventory } from '../accounts/record-inventory.ts'
import { exportCasePacket } from '../evidence/export-case-packet.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let folder: string
let fleet: TestFleet
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
  fleet = await TestFleet.open('sqlite')
})
afterAll(async () => {
  await fleet[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

interface Outcome {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

/** The real program, in a process of its own, with nothing in its environment but this. */
async function rollcall(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...env }, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ])
  return { code, out, err }
}

const signedIn = () => ({ ROLLCALL_URL: fleet.url, ROLLCALL_TOKEN: fleet.owner.token })

test('init makes keys, a database and an owner, says so as JSON, and leaves what is there alone', async () => {
  const env = { ROLLCALL_KEYS: join(folder, 'keys'), ROLLCALL_DATABASE: join(folder, 'rollcall.sqlite'), ROLLCALL_LOG: 'silent' }
  const init = ['init', '--organization', 'Larkfield', '--owner', 'Olive', '--json']
  const schema = z.strictObject({
    organization: z.string().regex(/^org_/),
    token: z.string().regex(/^rct_[\w-]{43}$/),
    rootFingerprint: z.string().length(64),
  })
  const first = await rollcall(init, env)
  expect(first).toMatchObject({ code: 0, err: '' })
  const second = await rollcall(init, env)
  expect(schema.parse(JSON.parse(second.out)).rootFingerprint).toBe(schema.parse(JSON.parse(first.out)).rootFingerprint)
  expect(second.out).not.toBe(first.out)
})

test('config shows the settings in force without the password', async () => {
  const { code, out } = await rollcall(['config'], { ROLLCALL_DATABASE: 'postgresql://rollcall:hunter2@db.example/x', ROLLCALL_PORT: '80' })
  expect(code).toBe(0)
  expect(out).toMatch(/^port +80$/m)
  expect(out).toContain('postgresql://rollcall:…@db.example/x')
  expect(out).not.toContain('hunter2')
})

test.each([
  ['a wrong setting', ['config'], { ROLLCALL_PORT: 'x' }, 'rollcall: ROLLCALL_PORT: expected a port number from 0 to 65535\n'],
  ['no token', ['case', 'list'], {}, 'rollcall: ROLLCALL_TOKEN: set it to the token that "rollcall init" printed\n'],
  [
    'no keys',
    ['serve'],
    { ROLLCALL_DATABASE: ':memory:', ROLLCALL_KEYS: 'nowhere' },
    'rollcall: no keys in nowhere: run "rollcall init" first, or set ROLLCALL_KEYS to the folder that holds them\n',
  ],
  ['no file', ['verify', 'nowhere.zip', '--root', '0'.repeat(64)], {}, 'rollcall: there is no file nowhere.zip\n'],
  [
    'no id',
    ['case', 'show', 'ada'],
    {},
    "error: command-argument value 'ada' is invalid for argument 'case'. An id of this kind is cas_ and 32 hex digits.\n",
  ],
  [
    'nobody who answers',
    ['agent', 'list'],
    { ROLLCALL_URL: 'http://127.0.0.1:1', ROLLCALL_TOKEN: 'x' },
    /^rollcall: the control plane does not answer .*is ROLLCALL_URL right\?\n$/,
  ],
])('%s is said in one plain line', async (_what, args, env, said) => {
  const { code, err } = await rollcall(args, env)
  expect(code).toBe(1)
  if (typeof said === 'string') expect(err).toBe(said)
  else expect(err).toMatch(said)
  expect(err).not.toMatch(/✖|\n {4}at /)
})

test('serve says where it listens, needs no root key, and stops when it is asked to', async () => {
  const env = {
    ROLLCALL_KEYS: join(folder, 'served'),
    ROLLCALL_DATABASE: join(folder, 'served.sqlite'),
    ROLLCALL_PORT: '0',
    ROLLCALL_LOG: 'silent',
  }
  await rollcall(['init', '--organization', 'Larkfield', '--owner', 'Olive', '--json'], env)
  rmSync(join(folder, 'served', 'root.key.pem'))
  const child = spawn(process.execPath, [main, 'serve'], { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = new Promise((resolve) => child.once('exit', resolve))
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))))
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(line))
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' })
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

test('what the control plane refuses is passed on in its words', async () => {
  writeFileSync(join(folder, 'roster.csv'), 'person_id\n1\n')
  const { code, err } = await rollcall(['roster', 'import', 'roster.csv', '--date-format', 'YY'], signedIn())
  expect([code, err]).toEqual([1, expect.stringMatching(/^rollcall: "YY" is no date format: .*\n$/)])
})

test('a roster in which many are missing is kept aside, unless somebody says why', async () => {
  const rows = Array.from({ length: 20 }, (_, at) => `p${at},g${at},Given,Family,employee,2020-01-01`)
  const write = (some: readonly string[]) =>
    writeFileSync(join(folder, 'staff.csv'), `${['person_id,engagement_id,given_name,family_name,type,start_date', ...some].join('\n')}\n`)
  const load = (...more: string[]) => rollcall(['roster', 'import', 'staff.csv', ...more], signedIn())
  write(rows)
  expect(await load()).toMatchObject({ code: 0, out: expect.stringContaining('baseline') })
  write(rows.slice(10))
  expect(await load()).toMatchObject({ code: 1, out: expect.stringContaining('10 of 20 people are not in the file') })
  expect(await load('--accept-fall', 'because')).toMatchObject({ code: 1, err: expect.stringContaining('planned_reduction') })
  expect(await load('--accept-fall', 'planned_reduction')).toMatchObject({ code: 0, out: 'accepted: 0 added, 0 changed, 10 missing\n' })
  expect(await fleet.entries()).toContainEqual(
    expect.objectContaining({ t: 'operator.action', action: 'roster.fall_accepted.planned_reduction', member: fleet.owner.member }),
  )
})

test('a mistyped source makes no second company, and the sources that there are can be named', async () => {
  const simulate = await rollcall(['simulate', '--roster', 'staff.csv', '--source', 'hrr'], signedIn())
  for (const { code, err } of [await rollcall(['roster', 'import', 'staff.csv', '--source', 'hrr'], signedIn()), simulate]) {
    expect([code, err]).toEqual([1, expect.stringMatching(/^rollcall: there is no HR source "hrr", only "hr": .*--new-source/)])
  }
})

test('orphans are shown with who may own them, and what HR says of those', async () => {
  const { organization } = fleet.owner
  const { database, random, now } = fleet.services
  const header = 'person_id,engagement_id,given_name,family_name,work_email,type,start_date,end_date'
  writeFileSync(join(folder, 'left.csv'), `${header}\nm1,e1,Mia,Gone,mia@example.test,employee,2020-01-01,2021-01-01\n`)
  expect(await rollcall(['roster', 'import', 'left.csv', '--source', 'other', '--new-source'], signedIn())).toMatchObject({ code: 0 })
  const mia = { nativeId: '1', userName: 'mia@example.test', active: true, profile: {}, entitlements: [] }
  const listing = { organization, app: 'chat', accounts: [mia], at: now(), requestedAt: now(), random }
  await database.transact((em) => recordInventory(em, listing))
  const { out } = await rollcall(['app', 'orphans'], signedIn())
  expect(out).toMatch(/^acc_\w+ +chat +mia@example\.test +yes +[\d-]+ +Mia Gone \(terminated, by address_only\)$/m)
})

test('verify ends with 0 for a packet that holds, and with 1 for one that does not', async () => {
  await using database = await openTestDatabase('sqlite')
  const lived = await TestCase.open(database)
  await lived.issueJob()
  await lived.receive()
  await lived.close()
  const zip = await exportCasePacket(lived.services, { organization: testOrganization, member: `mbr_${'1'.repeat(32)}`, case: testCase })
  const { fingerprint } = lived.services.trust
  writeFileSync(join(folder, 'packet.zip'), zip)
  expect(await rollcall(['verify', 'packet.zip', '--root', fingerprint])).toMatchObject({ code: 0, out: expect.stringContaining('PASS') })
  expect(await rollcall(['verify', 'packet.zip', '--root', 'f'.repeat(64)])).toMatchObject({
    code: 1,
    out: expect.stringContaining('FAIL'),
  })
  writeFileSync(join(folder, 'broken.zip'), zip.subarray(0, -100))
  expect(await rollcall(['verify', 'broken.zip', '--root', fingerprint])).toMatchObject({ code: 1, err: '' })
})

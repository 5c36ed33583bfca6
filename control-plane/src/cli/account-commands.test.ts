import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPolicy } from '../../test/test-company.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import { recordInventory } from '../accounts/record-inventory.ts'
import { savePolicy } from '../policy/save-policy.ts'
import { importRoster } from '../roster/import-roster.ts'
import { Person } from '../roster/person.entity.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let fleet: TestFleet
beforeAll(async () => {
  fleet = await TestFleet.open('sqlite')
  await savePolicy(fleet.services, { ...fleet.owner, document: testPolicy })
  const header = 'person_id,engagement_id,given_name,family_name,work_email,type,start_date'
  const bytes = Buffer.from(`${header}\nada,e1,Ada,Byron,ada@example.test,employee,2020-01-01\n`)
  await importRoster(fleet.services, { ...fleet.owner, source: 'hr', bytes })
  for (const accounts of [[], [{ nativeId: '1', userName: 'desk', active: true, profile: {}, entitlements: [] }]]) {
    const { at, services, owner } = fleet
    const listing = { organization: owner.organization, app: 'wiki', accounts, at, requestedAt: at, random: services.random }
    await services.database.transact((em) => recordInventory(em, listing))
  }
})
afterAll(() => fleet[Symbol.asyncDispose]())

/** The real program, in a process of its own. */
async function rollcall(...args: readonly string[]) {
  const env = { ROLLCALL_URL: fleet.url, ROLLCALL_TOKEN: fleet.owner.token }
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ])
  return { code, out, err }
}

async function idIn(prefix: string, ...args: readonly string[]): Promise<string> {
  const { out } = await rollcall(...args)
  const id = new RegExp(`${prefix}_[0-9a-f]{32}`).exec(out)?.[0]
  if (id === undefined) throw new Error(`no ${prefix} in: ${out}`)
  return id
}

async function ada(): Promise<string> {
  const { database } = fleet.services
  return (await database.read((em) => em.findOneOrFail(Person, { personKey: 'ada' }))).id
}

test('a listing is asked for, and many accounts may be missing from it only for a reason that there is', async () => {
  const { code, err } = await rollcall('app', 'refresh', 'wiki', '--accept-fall', 'because')
  expect([code, err]).toEqual([1, expect.stringContaining('accounts_cleaned_up')])
  expect(await rollcall('app', 'refresh', 'wiki', '--accept-fall', 'accounts_cleaned_up')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^job_[0-9a-f]{32}\n$/),
  })
  expect(await fleet.entries()).toContainEqual(
    expect.objectContaining({ t: 'operator.action', action: 'listing.accept.accounts_cleaned_up', member: fleet.owner.member }),
  )
})

test('an app that nobody knows is not asked for its accounts', async () => {
  expect(await rollcall('app', 'refresh', 'nope')).toMatchObject({
    code: 1,
    out: '',
    err: 'rollcall: neither the policy nor an agent knows the app "nope"; known are crm, wiki\n',
  })
})

test('an exception is opened, listed and closed, and lasts a year at most', async () => {
  const person = await ada()
  const open = (...more: string[]) => rollcall('exception', 'open', person, 'wiki/sales', '--reason', 'cover', ...more)
  expect(await open('--days', '366')).toMatchObject({ code: 1, err: expect.stringContaining('365') })
  expect(await rollcall('exception', 'list')).toMatchObject({ out: expect.not.stringContaining('exc_') })
  const { code, out } = await open('--days', '365')
  expect([code, out]).toEqual([0, expect.stringMatching(/^exc_[0-9a-f]{32}\n$/)])
  expect((await rollcall('exception', 'list')).out).toMatch(/^exc_\w+ +Ada Byron +grant +wiki\/sales +2027-06-01T08:00:00.000Z +cover$/m)
  expect(await rollcall('exception', 'close', out.trim())).toMatchObject({ code: 0, out: 'closed\n' })
  expect((await rollcall('exception', 'list')).out).not.toContain('exc_')
})

test('a question is shown with what answers it, and answered once', async () => {
  const question = await idIn('qst', 'question', 'list')
  expect((await rollcall('question', 'show', question)).out).toMatch(/desk[^]*answer with link, shared, service, protect, disable, keep/)
  expect(await rollcall('question', 'answer', question, 'seen')).toMatchObject({ code: 1, err: expect.stringContaining('disable') })
  const person = await ada()
  const answer = () => rollcall('question', 'answer', question, 'shared', '--person', person, '--reason', 'confirmed_with_owner')
  expect(await answer()).toMatchObject({ code: 0, out: 'answered\n' })
  expect(await answer()).toMatchObject({ code: 1 })
  expect((await rollcall('account', 'list', '--app', 'wiki')).out).toMatch(/desk +yes +shared +\(Ada Byron\)/)
})

test('what was decided of an account can be decided anew', async () => {
  const account = await idIn('acc', 'account', 'list', '--app', 'wiki')
  expect(await rollcall('account', 'link', account, await ada())).toMatchObject({ code: 0, out: 'linked\n' })
  expect((await rollcall('account', 'list')).out).toMatch(/desk +yes +person +Ada Byron +operator/)
  expect(await rollcall('account', 'protect', account)).toMatchObject({ code: 0 })
  expect(await rollcall('account', 'unlink', account)).toMatchObject({ code: 0 })
  expect(await rollcall('account', 'disable', account)).toMatchObject({ code: 1, err: expect.stringContaining('protected') })
  expect((await rollcall('app', 'list')).out).toMatch(/^wiki +1 +0 +1/m)
})

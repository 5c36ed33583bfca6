import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPolicy } from '../../test/test-company.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import { recordInventory } from '../accounts/record-inventory.ts'
import { savePolicy } from '../policy/save-policy.ts'
import { importRoster } from '../roster/import-roster.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let fleet: TestFleet
beforeAll(async () => {
  fleet = await TestFleet.open('sqlite')
  const { services, owner, at } = fleet
  await savePolicy(services, { ...owner, document: `${testPolicy}approvals: { forCauseNeedsTwo: true }\n` })
  const header = 'person_id,engagement_id,given_name,family_name,work_email,type,start_date'
  const rows = ['ada,e1,Ada,Byron,ada@example.test,employee,2020-01-01', 'bo,e2,Bo,Carr,bo@example.test,employee,2020-01-01']
  await importRoster(services, { ...owner, source: 'hr', bytes: Buffer.from(`${[header, ...rows].join('\n')}\n`) })
  const accounts = [{ nativeId: '1', userName: 'bo@example.test', active: true, profile: {}, entitlements: [] }]
  const listing = { organization: owner.organization, app: 'wiki', accounts, at, requestedAt: at, random: services.random }
  await services.database.transact((em) => recordInventory(em, listing))
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

test('somebody of whom no account is known is locked with a word about that', async () => {
  const { out } = await rollcall('person', 'lock', 'ada', '--reason', 'security_incident')
  expect(out).toMatch(/^ord_\w+ counts from now\nno account of theirs is known in any app.*rollcall app refresh <app>.*\n$/)
  const account = /acc_\w+/.exec((await rollcall('account', 'list')).out)?.[0] ?? ''
  expect(await rollcall('account', 'link', account, 'bo')).toMatchObject({ code: 0 })
  const withAccount = await rollcall('person', 'lock', 'bo', '--reason', 'security_incident')
  expect([withAccount.err, withAccount.out]).toEqual(['', expect.stringMatching(/^ord_\w+ counts from now\n$/)])
})

test('lifting an order that is only proposed names the command that ends it', async () => {
  const { out } = await rollcall('person', 'end', 'ada', '--reason', 'misconduct')
  const order = /^ord_\w+/.exec(out)?.[0] ?? ''
  const notices = await rollcall('notice', 'list')
  expect(notices.out).toMatch(new RegExp(`order_proposed +Ada Byron +Olive asks for a second person: rollcall order confirm ${order}`))
  expect(notices.out).not.toMatch(/per_|\{/)
  expect(out).toMatch(/is proposed[^]*no account of theirs is known/)
  const lifted = await rollcall('order', 'lift', order, '--reason', 'given_in_error')
  expect([lifted.code, lifted.err]).toEqual([1, expect.stringContaining(`run "rollcall order refuse ${order}"`)])
})

import { connectorPin, findConnector } from '@rollcall/connectors/catalogue'
import { toId } from '@rollcall/shared/ids'
import type { Job } from '@rollcall/shared/job'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningStockroom, startStockroom } from '../apps/start-stockroom.ts'
import { agentPolicy } from '../stage/generous-policies.ts'
import { type OpenAgent, openAgent } from '../stage/open-agent.ts'
import { requireBrowser } from '../stage/require-browser.ts'
import { HostileControlPlane } from './hostile-control-plane.ts'

const admin = { userName: 'rollcall', password: 'Adm1n-Pa55-word' }

let stockroom: RunningStockroom
let controlPlane: HostileControlPlane
let agent: OpenAgent

beforeAll(async () => {
  stockroom = await startStockroom({ people: ['ada', 'bob'].map(person), admin, effectsToken: 'only-for-the-test' })
  controlPlane = await HostileControlPlane.start()
  const answers = { connector: 'recipe-stockroom', settings: { baseUrl: stockroom.url, selfUser: admin.userName }, secrets: admin }
  agent = await openAgent({
    token: controlPlane.enrolmentToken(),
    apps: [{ name: 'stockroom', answers }],
    policy: agentPolicy(['stockroom']),
    browser: requireBrowser(),
  })
  await controlPlane.connected
}, 60_000)

afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await controlPlane?.[Symbol.asyncDispose]()
  await stockroom?.stop()
})

test('a session that was open at work is over after the leaver’s job, and nobody else’s is', async () => {
  const cookie = await stockroom.signIn('ada')
  const bystander = await stockroom.signIn('bob')
  const receipt = await controlPlane.offer(about('ada', { verb: 'account.suspend' }, { verb: 'sessions.end' }))
  expect(receipt).toMatchObject({
    outcome: 'done',
    steps: [
      { verb: 'account.suspend', outcome: 'changed', endsSessions: 'no' },
      { verb: 'sessions.end', outcome: 'changed', endsSessions: 'yes' },
    ],
  })
  expect(await stockroom.isSignedIn(cookie)).toBe(false)
  expect(await stockroom.isSignedIn(bystander)).toBe(true)
  const again = await controlPlane.offer(about('ada', { verb: 'account.suspend' }, { verb: 'sessions.end' }))
  expect(again).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already' }, { outcome: 'already' }] })
}, 60_000)

test('an app that does not end what it says it ends is unverified', async () => {
  const cookie = await stockroom.signIn('bob')
  stockroom.faults.ignoreSignOut = true
  const receipt = await controlPlane.offer(about('bob', { verb: 'sessions.end' }))
  stockroom.faults.ignoreSignOut = false
  expect(receipt).toMatchObject({ outcome: 'failed', steps: [{ failure: { kind: 'unverified' } }] })
  expect(await stockroom.isSignedIn(cookie)).toBe(true)
}, 60_000)

test('the steps after a rename find the account under its new name, where a name is all that an app knows it by', async () => {
  const steps: Job['steps'] = [
    { verb: 'account.rename', userName: 'bob.king', alias: 'bob@larkfield.example' },
    { verb: 'profile.update', profile: { familyName: 'King' } },
  ]
  expect(await controlPlane.offer(about('bob', ...steps))).toMatchObject({
    outcome: 'done',
    steps: [{ outcome: 'changed' }, { outcome: 'changed' }],
  })
  expect((await stockroom.effects()).slice(-2)).toMatchObject([
    { kind: 'rename', userName: 'bob.king', detail: 'bob' },
    { kind: 'update', userName: 'bob.king', detail: 'familyName' },
  ])
}, 60_000)

test('what an app cannot do is unsupported, and nothing is done', async () => {
  const before = (await stockroom.effects()).length
  const draft = { userName: 'eve', externalId: 'per_eve', profile: { email: 'eve@larkfield.example' } }
  expect(await controlPlane.offer(about('eve', { verb: 'account.prepare', draft }))).toMatchObject({
    steps: [{ failure: { kind: 'unsupported', code: 'account.prepare' } }],
  })
  expect(await controlPlane.offer(about('ada', { verb: 'account.delete' }))).toMatchObject({
    steps: [{ failure: { kind: 'unsupported', code: 'account.delete' } }],
  })
  expect(await stockroom.effects()).toHaveLength(before)
}, 60_000)

function about(userName: string, ...steps: Job['steps']): Job {
  const entry = findConnector('recipe-stockroom')
  if (entry === undefined) throw new TypeError('there is a recipe for Stockroom')
  const connector = connectorPin(entry.manifest, entry.recipeDigest)
  const subject = { person: toId('person', new Uint8Array(16)), account: { userName, nativeId: userName } }
  return { ...controlPlane.job(agent), app: 'stockroom', connector, subject, steps }
}

function person(userName: string) {
  return { userName, givenName: userName, familyName: 'Test', email: `${userName}@larkfield.example`, active: true, groups: [] }
}

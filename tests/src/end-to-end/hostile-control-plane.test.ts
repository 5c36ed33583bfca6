import { generateKeyPairSync } from 'node:crypto'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Job } from '@rollcall/shared/job'
import type { Refusal } from '@rollcall/shared/receipt'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { RunningApp } from '../apps/running-app.ts'
import { startScimStandard } from '../apps/start-scim-standard.ts'
import { type OpenAgent, openAgent } from '../stage/open-agent.ts'
import { HostileControlPlane } from './hostile-control-plane.ts'

const token = 'directory-token-for-tests'
const mallory = ed25519Signer(generateKeyPairSync('ed25519').privateKey)
const policy = stringify({
  allow: [{ app: 'directory', verbs: ['account.suspend', 'account.restore', 'profile.update'] }],
  protected: [{ userName: 'chief@larkfield.example' }],
  limits: { perHour: { suspend: 3 } },
})

let directory: RunningApp
let hostile: HostileControlPlane
let agent: OpenAgent

beforeAll(async () => {
  directory = await startScimStandard({ token, seed: ['ada', 'bob', 'cyd', 'chief'].map(person) })
  hostile = await HostileControlPlane.start()
  const answers = { connector: 'scim', settings: { baseUrl: directory.url }, secrets: { token } }
  agent = await openAgent({ token: hostile.enrolmentToken(), apps: [{ name: 'directory', answers }], policy })
  await hostile.connected
}, 60_000)

afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await hostile?.[Symbol.asyncDispose]()
  await directory?.stop()
})

let effectsBefore = 0
beforeEach(async () => {
  effectsBefore = (await directory.effects()).length
})

const second = () => Math.floor(Date.now() / 1000)

describe('a job that is not what it seems is refused, nothing is done, and a signed receipt says why', () => {
  test.for<{ readonly title: string; readonly refusal: Refusal; readonly changes: () => Partial<Job> }>([
    { title: 'addressed to another agent', refusal: 'audience', changes: () => ({ audience: [`agt_${'0'.repeat(32)}`] }) },
    { title: 'of another organization', refusal: 'organization', changes: () => ({ organization: `org_${'0'.repeat(32)}` }) },
    { title: 'expired', refusal: 'expired', changes: () => ({ iat: second() - 960, nbf: second() - 960, exp: second() - 60 }) },
    { title: 'for later', refusal: 'not_yet_valid', changes: () => ({ nbf: second() + 600 }) },
    { title: 'issued in the future', refusal: 'clock_skew', changes: () => ({ iat: second() + 600, nbf: second() + 600 }) },
    { title: 'from before this enrolment', refusal: 'epoch', changes: () => ({ epoch: 2 }) },
    { title: 'for another build of the connector', refusal: 'connector', changes: () => pinned('f'.repeat(64)) },
    { title: 'for an app that this agent does not have', refusal: 'connector', changes: () => ({ app: 'payroll' }) },
    { title: 'with a verb that the local policy does not allow', refusal: 'policy', changes: () => granting() },
    { title: 'to prepare an account', refusal: 'policy', changes: () => doing('grant', { verb: 'account.prepare', draft: planted }) },
    {
      title: 'to rename an account',
      refusal: 'policy',
      changes: () => doing('grant', { verb: 'account.rename', userName: 'x@y.example' }),
    },
    { title: 'to delete an account', refusal: 'policy', changes: () => doing('delete', { verb: 'account.delete' }) },
    {
      title: 'to delete an account that it suspends first, as it may',
      refusal: 'policy',
      changes: () => doing('suspend', { verb: 'account.suspend' }, { verb: 'account.delete' }),
    },
    { title: 'to end sessions', refusal: 'policy', changes: () => doing('revoke', { verb: 'sessions.end' }) },
    { title: 'about a protected account', refusal: 'protected', changes: () => about('chief@larkfield.example') },
    { title: 'over the local limit', refusal: 'limit', changes: () => ({ steps: Array(4).fill({ verb: 'account.suspend' }) }) },
  ])('$title: $refusal', async ({ refusal, changes }) => {
    const receipt = await hostile.offer({ ...hostile.job(agent), ...changes() })
    expect(receipt).toMatchObject({ outcome: 'refused', refusal, steps: [] })
    await nothingDone()
  })

  test('with a field that nobody knows: schema', async () => {
    expect(await hostile.offer({ ...hostile.job(agent), shell: 'rm -rf /' })).toMatchObject({ outcome: 'refused', refusal: 'schema' })
    await nothingDone()
  })

  test('signed by somebody else: signature', async () => {
    const receipt = await hostile.offer(hostile.job(agent), { signers: [mallory] })
    expect(receipt).toMatchObject({ outcome: 'refused', refusal: 'signature' })
    expect(receipt.job, 'an id that nobody vouches for is not repeated').toBeUndefined()
    await nothingDone()
  })

  test('changed after it was signed, by any single bit that is tried: signature', async () => {
    const envelope = await hostile.sign(hostile.job(agent))
    const bytes = Buffer.from(envelope.payload, 'base64')
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
      const receipt = await hostile.deliver({ ...envelope, payload: flipped.toString('base64') })
      expect(receipt).toMatchObject({ outcome: 'refused', refusal: 'signature' })
    }
    await nothingDone()
  })

  test('signed as something else: payload_type', async () => {
    const receipt = await hostile.offer(hostile.job(agent), { payloadType: payloadTypes.lease })
    expect(receipt).toMatchObject({ outcome: 'refused', refusal: 'payload_type' })
    await nothingDone()
  })

  test('without an envelope: envelope; and one that is far too large: too_large', async () => {
    expect(await hostile.deliver(hostile.job(agent))).toMatchObject({ outcome: 'refused', refusal: 'envelope' })
    const padded = { ...hostile.job(agent), cause: { event: 'leaver', rules: Array(64).fill('x'.repeat(2_000)) } }
    expect(await hostile.offer(padded)).toMatchObject({ outcome: 'refused', refusal: 'too_large' })
    await nothingDone()
  })
})

describe('a job that was good once', () => {
  test('runs once; replayed, re-fenced, rewound or with other contents under its id it does not run again', async () => {
    const job = hostile.job(agent)
    const envelope = await hostile.sign(job)
    expect(await hostile.deliver(envelope)).toMatchObject({ outcome: 'done', job: job.id, steps: [{ outcome: 'changed' }] })
    expect((await directory.effects()).slice(effectsBefore).map(({ kind, userName }) => `${kind} ${userName}`)).toEqual([
      'suspend ada@larkfield.example',
    ])
    effectsBefore += 1

    const again = () => ({ nonce: hostile.job(agent).nonce })
    const restoring = { steps: [{ verb: 'account.restore' as const }], class: 'grant' as const }
    expect(await hostile.deliver(envelope), 'the very same bytes').toMatchObject({ outcome: 'refused', refusal: 'replayed' })
    expect(await hostile.offer({ ...job, ...again() }), 'the same offer with a new nonce').toMatchObject({ refusal: 'replayed' })
    expect(await hostile.offer({ ...job, ...again(), fence: job.fence - 1 }), 'under an older fence').toMatchObject({ refusal: 'fence' })
    expect(await hostile.offer({ ...hostile.job(agent), ...restoring, fence: job.fence }), 'a new job under a used fence').toMatchObject({
      refusal: 'fence',
    })
    expect(await hostile.offer({ ...hostile.job(agent), ...restoring, sequence: job.sequence }), 'a number used before').toMatchObject({
      refusal: 'control_plane_rollback',
    })
    expect(await hostile.offer({ ...hostile.job(agent), ...restoring, nonce: job.nonce }), 'a nonce used before').toMatchObject({
      refusal: 'replayed',
    })
    const newest = hostile.job(agent)
    const reoffered = { ...newest, id: job.id, attempt: 2, ...restoring }
    expect(await hostile.offer(reoffered), 'other steps under a job that is done').toMatchObject({
      job: job.id,
      outcome: 'refused',
      refusal: 'replayed',
      steps: [],
    })
    await nothingDone()
  })

  test('every receipt so far continues one chain that the results key signed', () => {
    expect(hostile.receipts.map(({ sequence }) => sequence)).toEqual(hostile.receipts.map((_, at) => at + 1))
    expect(hostile.receipts.length).toBeGreaterThan(20)
    expect(hostile.brokenLinks).toEqual([])
  })
})

describe('a server that holds another key', () => {
  test('is not believed: the agent breaks off and shows it no frame', async () => {
    const before = hostile.receipts.length
    const proofs = await hostile.impersonate(mallory)
    expect(proofs.framesAfterWelcome).toBe(0)
    expect(proofs.handshakes).toBeGreaterThan(0)
    expect(hostile.receipts).toHaveLength(before)
    expect(agent.log.some((line) => line.includes('"forged"'))).toBe(true)
    await nothingDone()
  })
})

async function nothingDone(): Promise<void> {
  expect((await directory.effects()).slice(effectsBefore)).toEqual([])
}

function about(userName: string): Partial<Job> {
  return { subject: { person: `per_${'a'.repeat(32)}`, account: { userName } } }
}

function granting(): Partial<Job> {
  return { class: 'grant', steps: [{ verb: 'entitlement.grant', entitlement: 'administrators' }] }
}

const planted = { userName: 'mallory@larkfield.example', externalId: 'per_mallory', profile: {} }

function doing(actionClass: Job['class'], ...steps: Job['steps']): Partial<Job> {
  return { class: actionClass, steps }
}

function pinned(digest: string): Partial<Job> {
  return { connector: { ...hostile.job(agent).connector, digest } }
}

function person(name: string) {
  const email = `${name}@larkfield.example`
  return { userName: email, givenName: name, familyName: 'Test', email, active: true, groups: ['all-staff'] }
}

import { randomBytes } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Job } from '@rollcall/shared/job'
import { receiptSchema } from '@rollcall/shared/receipt'
import { encodeFrame } from '@rollcall/shared/wire/frame-codec'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ControlPlaneServer, type HeardFrame, type ServerSession, startControlPlane } from '../../test/control-plane-server.ts'
import { createEnrolledHome, type EnrolledHome, passphrase } from '../../test/enrolled-home.ts'
import { MemoryDirectory } from '../../test/memory-directory.ts'
import { ada, signJob, testJob } from '../../test/test-job.ts'
import { createTestTrust } from '../../test/test-trust.ts'
import { compose, type RunningAgent } from '../compose.ts'
import { writeAppSettings } from '../home/app-settings.ts'
import { writeIdentity } from '../home/identity.ts'
import { type Clock, systemClock } from '../ports.ts'
import { Spool } from '../spool/spool.ts'
import { type LinkTimings, linkTimings } from './link-timings.ts'

let home: EnrolledHome
let server: ControlPlaneServer
let app: MemoryDirectory
let log: string[]
let started: { agent: RunningAgent; stop: AbortController; over: Promise<void> } | undefined

beforeEach(async () => {
  home = await createEnrolledHome()
  server = await startControlPlane(home.trust)
  server.boundPem = home.publicPems.bound
  await writeIdentity(home.paths.identity, { ...home.identity, session: server.url })
  app = new MemoryDirectory()
  app.add(ada)
  log = []
})
afterEach(async () => {
  await stopAgent()
  await server[Symbol.asyncDispose]()
  home[Symbol.dispose]()
})

async function startAgent(timings: Partial<LinkTimings> = {}, clock: Clock = systemClock): Promise<void> {
  const config = { scryptCost: 1_024, browser: undefined, logLevel: 'debug' as const }
  const agent = await compose(
    { home: home.paths.home, passphrase, config, catalogue: [app.entry()] },
    { clock, timings: { ...linkTimings, ...timings }, writeLog: (line) => void log.push(line) },
  )
  const stop = new AbortController()
  started = { agent, stop, over: agent.run(stop.signal) }
}

async function stopAgent(): Promise<void> {
  started?.stop.abort()
  await started?.over
  await started?.agent[Symbol.asyncDispose]()
  started = undefined
}

async function sendJob(session: ServerSession, job: Job): Promise<number> {
  server.state.sent += 1
  session.send({ kind: 'job', sequence: server.state.sent, envelope: await signJob(job, home.trust.jobs), leaseMs: 60_000 })
  return server.state.sent
}

const isReceipt = ({ kind }: HeardFrame) => kind === 'receipt'
const receiptFrame = z.object({ sequence: z.int(), envelope: z.object({ payload: z.string() }) })

function receiptOf(frame: HeardFrame) {
  return receiptSchema.parse(JSON.parse(Buffer.from(receiptFrame.parse(frame).envelope.payload, 'base64').toString()))
}

async function logged(event: string): Promise<Record<string, unknown>> {
  const find = () => log.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line))).find((entry) => entry['event'] === event)
  return await expect
    .poll(find, { timeout: 5_000 })
    .toBeDefined()
    .then(() => find() ?? {})
}

test('an agent introduces its apps and policy, takes a job, acknowledges it and sends its receipt', async () => {
  await startAgent()
  const session = await server.session()
  expect(session.auth.apps).toMatchObject([{ app: 'crm', connector: { id: 'memory-directory' } }])
  const job = testJob(home.identity)
  await sendJob(session, job)
  expect(await session.take(({ kind }) => kind === 'ack')).toMatchObject({ received: 1 })
  expect(receiptOf(await session.take(isReceipt))).toMatchObject({ job: job.id, outcome: 'done', agent: home.identity.agent })
  expect(app.get(ada.userName)?.active).toBe(false)
  expect(session.heard.filter(({ kind }) => kind === 'progress').map(({ state }) => state)).toEqual([
    'started',
    'reading',
    'changing',
    'reading_back',
    'finished',
  ])
})

describe('resume', () => {
  test('after a drop each frame that the control plane lacks comes once, in order', async () => {
    await startAgent()
    const first = await server.session()
    for (let times = 0; times < 3; times += 1) await sendJob(first, testJob(home.identity))
    for (let times = 0; times < 3; times += 1) await first.take(isReceipt)
    server.state.received = 1
    first.drop()
    const second = await server.session()
    expect(second.auth).toMatchObject({ received: 3, sent: 3 })
    await sendJob(second, testJob(home.identity))
    const numbers = []
    for (let times = 0; times < 3; times += 1) numbers.push((await second.take(isReceipt)).sequence)
    expect(numbers).toEqual([2, 3, 4])
    expect(second.heard.filter(isReceipt)).toHaveLength(3)
  })

  test('what was acknowledged is not sent again, and what was done while nobody listened arrives after a restart', async () => {
    await startAgent()
    const first = await server.session()
    await sendJob(first, testJob(home.identity))
    await first.take(isReceipt)
    first.send({ kind: 'ack', received: 1 })
    const gate = Promise.withResolvers<void>()
    app.before = () => gate.promise
    await sendJob(first, testJob(home.identity))
    await first.take(({ kind }) => kind === 'ack')
    await server[Symbol.asyncDispose]()
    gate.resolve()
    await expect.poll(() => log.filter((line) => line.includes('job.ended')).length).toBe(2)
    await stopAgent()
    server = await startControlPlane(home.trust)
    Object.assign(server, { boundPem: home.publicPems.bound, state: { received: 1, sent: 2 } })
    await writeIdentity(home.paths.identity, { ...home.identity, session: server.url })
    await startAgent()
    const session = await server.session()
    expect(await session.take(isReceipt)).toMatchObject({ sequence: 2 })
    expect(session.heard.filter(isReceipt)).toHaveLength(1)
  })

  test('an acknowledgement of more than was sent ends the session and deletes nothing', async () => {
    await startAgent()
    const first = await server.session()
    await sendJob(first, testJob(home.identity))
    await first.take(isReceipt)
    first.send({ kind: 'ack', received: 2 })
    await first.closed
    expect(await logged('link.down')).toMatchObject({ code: 'protocol', why: expect.stringContaining('acknowledged frame 2') })
    expect(await (await server.session()).take(isReceipt)).toMatchObject({ sequence: 1 })
  })

  test('a control frame that comes again is acknowledged and not run again', async () => {
    await startAgent()
    const session = await server.session()
    const frame = { kind: 'job', sequence: 1, envelope: await signJob(testJob(home.identity), home.trust.jobs), leaseMs: 60_000 }
    session.send(frame)
    await session.take(isReceipt)
    session.send(frame)
    await session.take(({ kind }) => kind === 'ack')
    expect(await session.take(({ kind }) => kind === 'ack')).toMatchObject({ received: 1 })
    expect(app.effects).toEqual(['suspend'])
    expect(session.heard.filter(isReceipt)).toHaveLength(1)
  })

  test('a gap in the numbers ends the session, and nothing of it is run', async () => {
    await startAgent()
    const session = await server.session()
    session.send({ kind: 'job', sequence: 2, envelope: await signJob(testJob(home.identity), home.trust.jobs), leaseMs: 60_000 })
    await session.closed
    expect((await server.session()).auth.received).toBe(0)
    expect(app.calls).toEqual([])
  })
})

describe('whom the agent believes', () => {
  test('a welcome that another key signed is refused, and nothing is said to its sender', async () => {
    server.welcome.signer = (await createTestTrust()).jobs
    await startAgent()
    const session = await server.session()
    await session.closed
    expect(await logged('link.down')).toMatchObject({ code: 'forged' })
    expect(session.heard.map(({ kind }) => kind)).toEqual(['auth'])
  })

  test.each([
    ['for another session', { clientNonce: '0'.repeat(64) }, 'forged'],
    ['for another agent', { agent: `agt_${'0'.repeat(32)}` }, 'forged'],
    ['of another enrolment', { epoch: 2 }, 'forged'],
    ['of a control plane that has more of us than we ever sent', { received: 5 }, 'outdated'],
  ])('a welcome %s is refused', async (_what, change, code) => {
    server.welcome.change = (welcome) => ({ ...welcome, ...change })
    await startAgent()
    await (await server.session()).closed
    expect(await logged('link.down')).toMatchObject({ code })
  })

  test('a control plane that forgot what it sent is kept away from for a quarter of an hour', async () => {
    using spool = new Spool(home.paths.spool)
    spool.counters.set('received', 7)
    await startAgent()
    const entry = await logged('link.down')
    expect(entry).toMatchObject({ code: 'rollback' })
    expect(entry['retryInMs']).toBeGreaterThanOrEqual(900_000)
  })

  test('a revoked agent stays away and says why', async () => {
    await startAgent()
    ;(await server.session()).send({ kind: 'goaway', code: 'revoked', retryAfterMs: 0, spreadMs: 0 })
    const entry = await logged('link.down')
    expect(entry).toMatchObject({ code: 'goaway', why: expect.stringContaining('revoked') })
    expect(entry['retryInMs']).toBeGreaterThanOrEqual(900_000)
    expect(server.connections()).toBe(1)
  })

  test('a job whose envelope is not even one is refused with a receipt and not asked for again', async () => {
    await startAgent()
    const session = await server.session()
    session.send({ kind: 'job', sequence: 1, envelope: { nonsense: true }, leaseMs: 60_000 })
    expect(receiptOf(await session.take(isReceipt))).toMatchObject({ outcome: 'refused', refusal: 'envelope' })
    expect(await session.take(({ kind }) => kind === 'ack')).toMatchObject({ received: 1 })
  })

  test('nobody may send more than 16 KiB before proving who it is, be it in one frame or in many', async () => {
    const large = encodeFrame({ kind: 'hello', filler: 'x'.repeat(20_000) })
    const small = encodeFrame({ kind: 'hello', filler: 'x'.repeat(9_000) })
    for (const greeting of [large, Buffer.concat([small, small])]) {
      server.greeting = greeting
      await startAgent()
      expect(await logged('link.down')).toMatchObject({ code: 'protocol', why: expect.stringMatching(/too large/) })
      await stopAgent()
      log = []
    }
  })
})

describe('staying alive', () => {
  test('silence ends the session and a new one begins', async () => {
    await startAgent({ silenceMs: 150 })
    await (await server.session()).closed
    expect(await logged('link.down')).toMatchObject({ code: 'network', why: expect.stringContaining('silent') })
    await server.session()
  })

  test('heartbeats are sent', async () => {
    await startAgent({ heartbeatMs: 20 })
    const session = await server.session()
    await session.take(({ kind }) => kind === 'heartbeat')
    expect(await session.take(({ kind }) => kind === 'heartbeat')).toEqual({ kind: 'heartbeat' })
  })

  test('a newly connected app is announced in a new session', async () => {
    await startAgent({ heartbeatMs: 20 })
    await server.session()
    await writeAppSettings(home.paths.apps, 'erp', { v: 1, connector: 'memory-directory', settings: {} })
    await expect.poll(async () => (await server.session()).auth.apps.map((entry) => entry.app)).toEqual(['crm', 'erp'])
  })
})

describe('leases and cancels over the wire', () => {
  const leaseOf = async (job: Job, changes: object = {}) => {
    const lease = { v: 1, agent: home.identity.agent, job: job.id, fence: job.fence, leaseMs: 60_000, iat: Math.floor(Date.now() / 1000) }
    const nonce = randomBytes(16).toString('hex')
    return await signEnvelope(payloadTypes.lease, canonicalJson({ ...lease, nonce, ...changes }), [home.trust.jobs])
  }
  const lateJob = () => {
    const iat = Math.floor(Date.now() / 1000) - 100
    return { ...testJob(home.identity), iat, nbf: iat }
  }

  test('a job that waited too long for its agent runs once the lease is renewed, and not on a forged renewal', async () => {
    await startAgent()
    const session = await server.session()
    const job = lateJob()
    await sendJob(session, job)
    expect(await session.take(({ kind }) => kind === 'lease.renew')).toMatchObject({ job: job.id, fence: job.fence })
    session.send({ kind: 'lease.held', envelope: await leaseOf(job, { agent: `agt_${'0'.repeat(32)}` }) })
    expect(await logged('lease.not_believed')).toBeDefined()
    expect(app.calls).toEqual([])
    session.send({ kind: 'lease.held', envelope: await leaseOf(job) })
    expect(receiptOf(await session.take(isReceipt))).toMatchObject({ outcome: 'done' })
  })

  test('a lease is never longer than the protocol’s, whatever an unsigned frame says', async () => {
    await startAgent()
    const session = await server.session()
    const job = lateJob()
    server.state.sent += 1
    session.send({ kind: 'job', sequence: 1, envelope: await signJob(job, home.trust.jobs), leaseMs: 3_000_000 })
    expect(await session.take(({ kind }) => kind === 'lease.renew')).toMatchObject({ job: job.id })
    expect(app.calls).toEqual([])
    using spool = new Spool(home.paths.spool)
    expect(spool.journal.find(job.id)?.leaseMs).toBe(60_000)
  })

  test('a lease that was lost ends the job with nothing done', async () => {
    await startAgent()
    const session = await server.session()
    const job = lateJob()
    await sendJob(session, job)
    await session.take(({ kind }) => kind === 'lease.renew')
    session.send({ kind: 'lease.lost', job: job.id, fence: job.fence })
    expect(receiptOf(await session.take(isReceipt))).toMatchObject({ outcome: 'refused', refusal: 'lease_lost' })
    expect(app.calls).toEqual([])
  })

  test('a signed cancel ends a waiting job; an unsigned one does nothing', async () => {
    await startAgent()
    const session = await server.session()
    const job = lateJob()
    await sendJob(session, job)
    await session.take(({ kind }) => kind === 'ack')
    const cancel = { v: 1, agent: home.identity.agent, job: job.id, iat: 0, nonce: randomBytes(16).toString('hex') }
    const stranger = (await createTestTrust()).jobs
    for (const signer of [stranger, home.trust.jobs]) {
      server.state.sent += 1
      const envelope = await signEnvelope(payloadTypes.cancel, canonicalJson(cancel), [signer])
      session.send({ kind: 'cancel', sequence: server.state.sent, envelope })
    }
    expect(receiptOf(await session.take(isReceipt))).toMatchObject({ outcome: 'refused', refusal: 'cancelled' })
    expect(await logged('cancel.not_believed')).toBeDefined()
  })
})

test('what time has made meaningless is dropped every hour while the agent runs', async () => {
  const hour = Promise.withResolvers<void>()
  let isOver = false
  const wait = async (ms: number, signal: AbortSignal) => {
    if (ms !== 3_600_000 || isOver) return await systemClock.wait(ms, signal)
    await Promise.race([hour.promise, systemClock.wait(ms, signal)])
    isOver = true
  }
  await startAgent({}, { ...systemClock, wait })
  await server.session()
  using spool = new Spool(home.paths.spool)
  spool.replay.rememberNonce('long ago', 100)
  spool.replay.rememberNonce('of today', Math.floor(Date.now() / 1000))
  hour.resolve()
  await expect.poll(() => spool.replay.hasNonce('long ago')).toBe(false)
  expect(spool.replay.hasNonce('of today')).toBe(true)
})

test('two processes cannot run one home directory', async () => {
  await startAgent()
  const config = { scryptCost: 1_024, browser: undefined, logLevel: 'silent' as const }
  await expect(compose({ home: home.paths.home, passphrase, config, catalogue: [] })).rejects.toThrow('already runs')
})

test('no secret of the vault leaves by frame or log', async () => {
  await startAgent()
  const session = await server.session()
  const token = await home.vault.open({ app: 'crm', name: 'token' })
  app.before = (call) => {
    if (call === 'suspend') throw new Error(`the token ${token} was refused`)
  }
  await sendJob(session, testJob(home.identity))
  await session.take(isReceipt)
  const pem = await home.vault.open({ app: '_agent', name: 'bound' })
  const out = JSON.stringify([session.auth, session.heard]) + log.join('')
  const payloads = session.heard.filter(isReceipt).map((frame) => JSON.stringify(receiptOf(frame)))
  for (const secret of [token, Buffer.from(token).toString('base64'), pem.split('\n')[1] ?? '']) {
    expect(out).not.toContain(secret)
    expect(payloads.join('')).not.toContain(secret)
  }
})

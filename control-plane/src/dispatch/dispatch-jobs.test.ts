import { sha256Hex } from '@rollcall/shared/digest'
import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { cancelSchema, jobSchema, leaseSchema } from '@rollcall/shared/job'
import { roleKeys } from '@rollcall/shared/trust'
import { wireLimits } from '@rollcall/shared/wire/frames'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { openJob, testConnector } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import type { TestPeer } from '../../test/test-peer.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { cancelJobs } from './cancel-jobs.ts'
import { JobRecord } from './job.entity.ts'
import { requestInventory } from './request-inventory.ts'

describe.each(testDialects)('dispatch on %s', (dialect) => {
  let fleet: TestFleet
  beforeEach(async () => {
    fleet = await TestFleet.open(dialect)
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const person = `per_${'5'.repeat(32)}` as const
  const states = async () =>
    (await fleet.services.database.read((em) => em.find(JobRecord, {}, { orderBy: { createdAt: 'asc' } }))).map(({ state }) => state)
  const open = (envelope: unknown, payloadType: string) => {
    const bytes = openEnvelope(envelope, { payloadType, keys: roleKeys(fleet.services.trust.document, 'jobs') })
    return { bytes, value: JSON.parse(Buffer.from(bytes).toString()) }
  }
  const nextJob = async (peer: TestPeer) => openJob((await peer.take('job'))['envelope'])

  test('a job about an account that is another’s by now is offered to nobody; one without a case ends', async () => {
    const { peer } = await fleet.join()
    const { organization } = fleet.owner
    const someone = `per_${'6'.repeat(32)}` as const
    await fleet.services.database.transact(async (em) => {
      const seen = {
        organization,
        app: 'wiki',
        userName: 'ada',
        userNameKey: 'ada',
        externalId: null,
        active: true,
        profile: {},
        entitlements: [],
      }
      const link = { linkedBy: 'operator', linkScore: null, present: true, observedAt: fleet.at }
      for (const [nativeId, owner] of [
        ['42', someone],
        ['43', person],
        ['44', someone],
      ] as const)
        em.create(AccountRecord, { id: `acc_${nativeId.padStart(32, '0')}`, ...seen, ...link, nativeId, person: owner })
    })
    const steps = [{ verb: 'account.suspend' }] as const
    const waits = await fleet.queue({ person, case: `cas_${'7'.repeat(32)}`, account: { userName: 'ada', nativeId: '42' }, steps })
    const goes = await fleet.queue({ person, account: { userName: 'ada', nativeId: '43' }, steps })
    const orphan = await fleet.queue({ person: null, case: null, event: 'orphan', account: { userName: 'ada', nativeId: '44' }, steps })
    await fleet.dispatch()
    expect(await nextJob(peer)).toMatchObject({ id: goes })
    expect(await fleet.job(waits)).toMatchObject({ state: 'queued', attempt: 0 })
    expect(await fleet.job(orphan)).toMatchObject({ state: 'revoked', attempt: 0 })
  })

  test('a job goes out signed, bound to one agent, one fence and a quarter of an hour', async () => {
    const { agent, peer } = await fleet.join()
    const account = { userName: 'ada', nativeId: '42' }
    const id = await fleet.queue({ person, account, steps: [{ verb: 'account.read' }, { verb: 'account.suspend' }] })
    await fleet.dispatch()
    const frame = await peer.take('job')
    expect(frame).toMatchObject({ sequence: 1, leaseMs: wireLimits.leaseMs })
    const { value, bytes } = open(frame['envelope'], payloadTypes.job)
    const iat = fleet.at.getTime() / 1000
    expect(jobSchema.parse(value)).toEqual({
      v: 1,
      id,
      organization: fleet.owner.organization,
      audience: [agent.agent],
      sequence: 1,
      epoch: 1,
      fence: 1,
      attempt: 1,
      iat,
      nbf: iat,
      exp: iat + 900,
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      app: 'wiki',
      connector: testConnector,
      class: 'suspend',
      steps: [{ verb: 'account.read' }, { verb: 'account.suspend' }],
      subject: { person, account },
      secrets: [],
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      cause: { event: 'leaver', rules: [] },
      approvals: [],
      limits: { timeoutMs: 120_000, calls: 1_000 },
      undo: { verb: 'account.restore', hours: 720 },
      controls: ['CC6.2', 'CC6.3'],
      dryRun: false,
    })
    expect(await fleet.job(id)).toMatchObject({
      state: 'leased',
      agent: agent.agent,
      leaseUntil: new Date(fleet.at.getTime() + wireLimits.leaseMs),
      startedAt: fleet.at,
    })
    expect((await fleet.entries()).at(-1)).toMatchObject({
      t: 'job.issued',
      job: id,
      sub: person,
      agent: agent.agent,
      attempt: 1,
      fence: 1,
      jobHash: sha256Hex(bytes),
    })
  })

  describe('who gets a job', () => {
    test('only an agent of the organization that has the app and every verb', async () => {
      const elsewhere = await createOrganization(fleet.services, { name: 'Harbour', owner: 'Hal', host: 'rollcall.example' })
      const stranger = await fleet.join(elsewhere)
      const reader = await fleet.enrol()
      reader.apps = [{ app: 'wiki', connector: testConnector, verbs: ['account.read'] }]
      const readers = await fleet.connect(reader)
      const other = await fleet.enrol()
      other.apps = [{ app: 'crm', connector: testConnector, verbs: ['account.suspend'] }]
      const others = await fleet.connect(other)
      await fleet.queue()
      await fleet.dispatch()
      expect(await states()).toEqual(['queued'])
      const { peer } = await fleet.join()
      fleet.pass(60_000)
      await fleet.dispatch()
      await peer.take('job')
      for (const { heard } of [stranger.peer, readers, others]) expect(heard.map(({ kind }) => kind)).not.toContain('job')
    })

    test('not one that is not connected', async () => {
      await fleet.enrol()
      await fleet.queue()
      await fleet.dispatch()
      expect(await states()).toEqual(['queued'])
    })

    test('jobs that nobody serves do not stand before those that somebody does', async () => {
      for (let index = 0; index < 60; index += 1) await fleet.queue({ app: 'nowhere' })
      for (let index = 0; index < 10; index += 1) await fleet.queue({ steps: [{ verb: 'account.restore' }] })
      fleet.pass(1_000)
      const served = await fleet.queue()
      const { peer } = await fleet.join()
      await fleet.dispatch()
      expect(await nextJob(peer)).toMatchObject({ id: served })
    })

    test('a job that no connected agent could do is offered once one can', async () => {
      const { agent } = await fleet.join()
      const id = await fleet.queue({ steps: [{ verb: 'account.restore' }] })
      await fleet.dispatch()
      agent.apps = [{ app: 'wiki', connector: testConnector, verbs: ['account.restore'] }]
      const peer = await fleet.connect(agent)
      fleet.pass(60_000)
      await fleet.dispatch()
      expect(await nextJob(peer)).toMatchObject({ id })
    })

    test('an agent gets a few jobs of an app at a time, oldest first, and the next when one is done', async () => {
      const { agent, peer } = await fleet.join()
      const jobs = []
      for (let index = 0; index < 6; index += 1) jobs.push(await fleet.queue({ createdAt: new Date(fleet.at.getTime() + index) }))
      fleet.pass(1_000)
      await fleet.dispatch()
      await fleet.dispatch()
      expect(await states()).toEqual(['leased', 'leased', 'leased', 'leased', 'queued', 'queued'])
      const first = await peer.take('job')
      expect(openJob(first['envelope']).id).toBe(jobs[0])
      peer.send(await agent.receipt(first['envelope'], { sequence: 1 }))
      await peer.take('ack')
      await fleet.dispatch()
      expect(await states()).toEqual(['done', 'leased', 'leased', 'leased', 'leased', 'queued'])
    })

    test('two agents of one app share its jobs', async () => {
      await fleet.join()
      await fleet.join()
      for (let index = 0; index < 8; index += 1) await fleet.queue()
      await fleet.dispatch()
      const holders = await fleet.services.database.read((em) => em.find(JobRecord, { state: 'leased' }))
      expect(Object.values(Object.groupBy(holders, ({ agent }) => agent ?? '')).map((some) => some?.length)).toEqual([4, 4])
    })
  })

  describe('leases and fences', () => {
    test('dispatchers side by side give a job out once, and every fence of an app once and rising', async () => {
      const { agent, peer } = await fleet.join()
      for (let index = 0; index < 4; index += 1) await fleet.queue({ createdAt: new Date(fleet.at.getTime() + index) })
      fleet.pass(1_000)
      await Promise.all([1, 2, 3].map(() => fleet.newDispatcher([agent.agent]).tick(fleet.at)))
      const jobs = [await nextJob(peer), await nextJob(peer), await nextJob(peer), await nextJob(peer)]
      expect(new Set(jobs.map(({ id }) => id)).size).toBe(4)
      expect(jobs.map(({ fence }) => fence)).toEqual([1, 2, 3, 4])
      expect(jobs.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
      expect((await fleet.agentRow(agent.agent)).sent).toBe(4)
    })

    test('a lease is prolonged for its holder under its fence, signed, and for nobody else', async () => {
      const { agent, peer } = await fleet.join()
      const other = await fleet.join()
      const id = await fleet.queue()
      await fleet.newDispatcher([agent.agent]).tick(fleet.at)
      fleet.pass(20_000)
      peer.send({ kind: 'lease.renew', job: id, fence: 1 })
      const { value } = open((await peer.take('lease.held'))['envelope'], payloadTypes.lease)
      expect(leaseSchema.parse(value)).toMatchObject({
        agent: agent.agent,
        job: id,
        fence: 1,
        leaseMs: 60_000,
        iat: fleet.at.getTime() / 1000,
      })
      expect((await fleet.job(id)).leaseUntil).toEqual(new Date(fleet.at.getTime() + 60_000))
      peer.send({ kind: 'lease.renew', job: id, fence: 2 })
      expect(await peer.take('lease.lost')).toMatchObject({ job: id, fence: 2 })
      other.peer.send({ kind: 'lease.renew', job: id, fence: 1 })
      await other.peer.take('lease.lost')
    })

    test('a job that nobody ever answers ends after its eighth silent lease instead of going out for ever', async () => {
      await fleet.join()
      const id = await silentlyLeased('mover')
      expect(await fleet.job(id)).toMatchObject({ state: 'expired', failure: 'expired', attempt: 8, finishedAt: fleet.at })
    })

    test('a leaver’s goes out again in an hour, and people are told once', async () => {
      await fleet.join()
      const id = await silentlyLeased('leaver')
      const inAnHour = new Date(fleet.at.getTime() + 3_600_000)
      expect(await fleet.job(id)).toMatchObject({ state: 'queued', failure: 'expired', attempt: 8, notBefore: inAnHour })
      fleet.pass(3_600_000)
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ state: 'leased', attempt: 9 })
      fleet.pass(wireLimits.leaseMs + wireLimits.leaseGraceMs + 1)
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ state: 'queued', attempt: 9 })
      const notices = await fleet.services.database.read((em) => em.find(Notice, { kind: 'access_still_on' }))
      expect(notices).toMatchObject([{ person, details: { app: 'wiki', job: id, failure: 'expired' } }])
    })

    async function silentlyLeased(event: JobRecord['event']): Promise<JobRecord['id']> {
      const id = await fleet.queue({ event, person, account: { userName: 'ada' }, steps: [{ verb: 'account.suspend' }] })
      for (let attempt = 1; attempt <= 8; attempt += 1) {
        await fleet.dispatch()
        expect(await fleet.job(id)).toMatchObject({ state: 'leased', attempt })
        fleet.pass(wireLimits.leaseMs + wireLimits.leaseGraceMs + 1)
      }
      await fleet.dispatch()
      return id
    }

    test('a silent agent’s job is taken back after its lease and the grace, and given to another under a higher fence', async () => {
      const { agent, peer } = await fleet.join()
      const id = await fleet.queue()
      await fleet.dispatch()
      await peer.take('job')
      peer.socket.terminate()
      await expect.poll(() => fleet.services.sockets.connectedAgents()).toEqual([])
      const other = await fleet.join()
      fleet.pass(wireLimits.leaseMs + wireLimits.leaseGraceMs)
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ state: 'leased', agent: agent.agent, fence: 1 })
      fleet.pass(1)
      await fleet.dispatch()
      expect(await nextJob(other.peer)).toMatchObject({ id, fence: 2, attempt: 2, audience: [other.agent.agent] })
      const back = await fleet.connect(agent, { received: 1, leases: [{ job: id, fence: 1 }] })
      back.send({ kind: 'lease.renew', job: id, fence: 1 })
      await back.take('lease.lost')
    })

    test('who comes back in time keeps what it holds, and drops what it does not', async () => {
      const { agent, peer } = await fleet.join()
      const id = await fleet.queue()
      await fleet.dispatch()
      await peer.take('job')
      fleet.pass(50_000)
      const again = await fleet.dial()
      const leases = [
        { job: id, fence: 1 },
        { job: `job_${'0'.repeat(32)}` as const, fence: 7 },
      ]
      again.send(await agent.auth((await again.take('hello'))['serverNonce'], { received: 1, leases }))
      const { value } = open((await again.take('welcome'))['envelope'], payloadTypes.welcome)
      expect(value.leases).toEqual({ keep: [id], drop: [`job_${'0'.repeat(32)}`] })
      expect((await fleet.job(id)).leaseUntil).toEqual(new Date(fleet.at.getTime() + wireLimits.leaseMs))
    })

    test('nothing to do costs no transaction', async () => {
      await fleet.join()
      await fleet.queue({ app: 'nowhere' })
      const { database } = fleet.services
      const transact = vi.spyOn(database, 'transact')
      await fleet.dispatch()
      expect(transact).not.toHaveBeenCalled()
      await fleet.queue()
      await fleet.dispatch()
      expect(transact).toHaveBeenCalledTimes(2)
    })
  })

  describe('taking back', () => {
    const ofCase = `cas_${'6'.repeat(32)}` as const
    const cancel = () => fleet.services.database.transact((em) => cancelJobs(em, ofCase, fleet.at))

    test('a queued job of a case that ended is never offered', async () => {
      const id = await fleet.queue({ case: ofCase })
      await cancel()
      await fleet.join()
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ state: 'revoked', attempt: 0, finishedAt: fleet.at })
    })

    test('the holder of a leased one is told so once, signed, even when it comes back only later', async () => {
      const { agent, peer } = await fleet.join()
      const id = await leasedJobOfCase()
      await peer.take('job')
      peer.socket.terminate()
      await expect.poll(() => fleet.services.sockets.connectedAgents()).toEqual([])
      await cancel()
      await fleet.dispatch()
      await fleet.dispatch()
      const again = await fleet.connect(agent, { received: 1 })
      const { value } = open((await again.take('cancel'))['envelope'], payloadTypes.cancel)
      expect(cancelSchema.parse(value)).toMatchObject({ agent: agent.agent, job: id, iat: fleet.at.getTime() / 1000 })
      again.send({ kind: 'heartbeat' })
      await again.take('heartbeat')
      expect(again.heard.filter(({ kind }) => kind === 'cancel')).toHaveLength(1)
    })

    test('a cancelled job whose holder vanished is not offered to anybody else', async () => {
      await fleet.join()
      const id = await leasedJobOfCase()
      await cancel()
      await fleet.dispatch()
      fleet.pass(wireLimits.leaseMs + wireLimits.leaseGraceMs + 1)
      await fleet.dispatch()
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ state: 'revoked', attempt: 1 })
    })

    async function leasedJobOfCase() {
      const id = await fleet.queue()
      await fleet.dispatch()
      await fleet.services.database.transact((em) => em.nativeUpdate(JobRecord, { id }, { case: ofCase }))
      return id
    }
  })

  test('one listing of an app at a time, however many ask at once', async () => {
    const { organization } = fleet.owner
    const jobs = await Promise.all([1, 2, 3, 4].map(() => requestInventory(fleet.services, { organization, app: 'wiki' })))
    expect(new Set(jobs).size).toBe(1)
    expect(await states()).toEqual(['queued'])
  })
})

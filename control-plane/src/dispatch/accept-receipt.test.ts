import { generateKeyPairSync } from 'node:crypto'
import { digestOf } from '@rollcall/shared/digest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import type { TestAgent } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import type { TestPeer } from '../../test/test-peer.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { InventoryPart } from './inventory-part.entity.ts'
import { JobRecord } from './job.entity.ts'
import { ReceiptRecord } from './receipt.entity.ts'
import { requestInventory } from './request-inventory.ts'

const person = `per_${'5'.repeat(32)}` as const
const ada = { nativeId: '42', userName: 'ada', active: false, profile: {}, entitlements: [] }
const bob = { nativeId: '43', userName: 'bob', active: true, profile: {}, entitlements: ['readers'] }

describe.each(testDialects)('receipts on %s', (dialect) => {
  let fleet: TestFleet
  let agent: TestAgent
  let peer: TestPeer
  beforeEach(async () => {
    fleet = await TestFleet.open(dialect)
    ;({ agent, peer } = await fleet.join())
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const offer = async () => {
    const id = await fleet.queue({ person, account: { userName: 'ada', nativeId: '42' } })
    await fleet.dispatch()
    return { id, envelope: (await peer.take('job'))['envelope'] }
  }
  const receipts = () => fleet.services.database.read((em) => em.find(ReceiptRecord, {}, { orderBy: { sequence: 'asc' } }))
  const accounts = async () =>
    (await fleet.services.database.read((em) => em.find(AccountRecord, {}, { orderBy: { nativeId: 'asc' } }))).map(
      ({ nativeId, active }) => ({ nativeId, active }),
    )
  const refusedAs = async (code: string) => {
    expect(await peer.closed()).toBe('protocol')
    expect(fleet.log.filter((line) => line['code'] === code)).toHaveLength(1)
    expect(await receipts()).toEqual([])
  }

  test('a receipt ends its job, is kept as signed, and is told to the ledger', async () => {
    const { id, envelope } = await offer()
    const frame = await agent.receipt(envelope, { sequence: 1, states: [ada] })
    peer.send(frame)
    expect(await peer.take('ack')).toMatchObject({ received: 1 })
    expect(await fleet.job(id)).toMatchObject({ state: 'done', failure: null, finishedAt: fleet.at, leaseUntil: null })
    const [stored] = await receipts()
    expect(stored).toMatchObject({ job: id, fenced: false, hash: agent.receipts.hash, envelope: frame.envelope })
    expect((await fleet.entries()).slice(-2)).toMatchObject([
      { t: 'job.receipt', src: `agent:${agent.agent}`, job: id, rcpt: agent.receipts.hash, res: 'done', fenced: 0 },
      { t: 'access.revoked', sub: person, job: id, step: 0, verb: 'account.suspend', res: 'changed' },
    ])
    expect(await accounts()).toEqual([{ nativeId: '42', active: false }])
  })

  test('a leaver’s app that was down for longer than five attempts is tried every hour, and people are told once', async () => {
    const { id, envelope: first } = await offer()
    let envelope = first
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const instant = fleet.at.toISOString()
      const failed = { index: 0, verb: 'account.suspend', outcome: 'failed', failure: { kind: 'unavailable' } } as const
      const steps = [{ ...failed, reconciled: false, startedAt: instant, finishedAt: instant, exchanges: [] }]
      peer.send(await agent.receipt(envelope, { sequence: attempt, outcome: 'failed', steps }))
      await peer.take('ack')
      expect(await fleet.job(id)).toMatchObject({ state: 'queued', failure: 'unavailable', attempt })
      fleet.pass(attempt < 5 ? 1_000 * 2 ** attempt : 3_600_000)
      await fleet.dispatch()
      envelope = (await peer.take('job'))['envelope']
    }
    expect(await fleet.job(id)).toMatchObject({ state: 'leased', attempt: 7 })
    const notices = await fleet.services.database.read((em) => em.find(Notice, { kind: 'access_still_on' }))
    expect(notices).toMatchObject([{ person, details: { app: 'wiki', failure: 'unavailable' } }])
  })

  describe('what is not believed', () => {
    test.each([
      ['a receipt that leaves one out', { previous: 'e'.repeat(64) }, 'chain'],
      ['a receipt of another agent', { agent: `agt_${'1'.repeat(32)}` as const }, 'identity'],
      ['a receipt of another organization', { organization: `org_${'1'.repeat(32)}` as const }, 'identity'],
    ])('%s is refused, and nothing of it stays', async (_what, changes, code) => {
      const { id, envelope } = await offer()
      peer.send(await agent.receipt(envelope, { sequence: 1, ...changes }))
      await refusedAs(code)
      expect((await fleet.job(id)).state).toBe('leased')
    })

    test('a receipt signed by the bound key, or any other than the results key', async () => {
      const { envelope } = await offer()
      peer.send(await agent.receipt(envelope, { sequence: 1, signer: agent.bound.privateKey }))
      await refusedAs('signature')
      peer = await fleet.connect(agent, { received: 1 })
      peer.send(await agent.receipt(envelope, { sequence: 1, signer: generateKeyPairSync('ed25519').privateKey }))
      expect(await peer.closed()).toBe('protocol')
    })

    test('a state that the receipt does not commit to', async () => {
      const { envelope } = await offer()
      const frame = await agent.receipt(envelope, { sequence: 1, states: [ada] })
      peer.send({ ...frame, disclosures: frame.disclosures.map((one) => ({ ...one, value: { ...ada, active: true } })) })
      await refusedAs('disclosure')
      expect(await accounts()).toEqual([])
    })
  })

  describe('what comes too late', () => {
    test('is kept as evidence and decides nothing once another has the job', async () => {
      const { id, envelope } = await offer()
      await reoffer(id)
      peer.send(await agent.receipt(envelope, { sequence: 1, states: [ada] }))
      await peer.take('ack')
      expect(await fleet.job(id)).toMatchObject({ state: 'leased', fence: 2 })
      expect(await receipts()).toMatchObject([{ job: id, fenced: true }])
      expect((await fleet.entries()).filter(({ t }) => t === 'job.receipt')).toMatchObject([{ fenced: 1 }])
      expect(await accounts()).toEqual([])
    })

    test('a refusal of the last offer decides nothing about this one', async () => {
      const { id, envelope } = await offer()
      await reoffer(id)
      peer.send(await agent.receipt(envelope, { sequence: 1, outcome: 'refused', refusal: 'lease_lost', steps: [] }))
      await peer.take('ack')
      expect(await fleet.job(id)).toMatchObject({ state: 'leased', fence: 2, failure: null })
    })

    test('still shows what the app looked like, where nobody was given the job since', async () => {
      const { id, envelope } = await offer()
      await fleet.services.database.transact((em) => em.nativeUpdate(JobRecord, { id }, { state: 'revoked' }))
      peer.send(await agent.receipt(envelope, { sequence: 1, states: [ada] }))
      await peer.take('ack')
      expect((await fleet.job(id)).state).toBe('revoked')
      expect(await receipts()).toMatchObject([{ fenced: true }])
      expect(await accounts()).toEqual([{ nativeId: '42', active: false }])
    })

    async function reoffer(id: JobRecord['id']) {
      fleet.pass(70_001)
      await fleet.dispatch()
      expect(await fleet.job(id)).toMatchObject({ fence: 2, agent: agent.agent })
    }
  })

  describe('what answers nothing that this agent was given', () => {
    test.each([
      ['other bytes than those that were signed', { jobHash: 'd'.repeat(64) }],
      ['another fence', { fence: 9 }],
      ['another attempt', { attempt: 9 }],
      ['another app', { app: 'crm' }],
      ['a case that the job is not for', { case: `cas_${'7'.repeat(32)}` as const }],
      ['no step at all', { steps: [], states: [] }],
    ])('a receipt for %s is kept, touches no job and decides nothing', async (_what, changes) => {
      const { id, envelope } = await offer()
      peer.send(await agent.receipt(envelope, { sequence: 1, states: [ada], ...changes }))
      await peer.take('ack')
      await expectKeptAlone(id)
    })

    test('nor does a receipt of another agent that knows the job to the letter', async () => {
      const { id, envelope } = await offer()
      const stranger = await fleet.join()
      stranger.peer.send(await stranger.agent.receipt(envelope, { sequence: 1, states: [ada] }))
      await stranger.peer.take('ack')
      await expectKeptAlone(id)
    })

    async function expectKeptAlone(id: JobRecord['id']) {
      expect((await fleet.job(id)).state).toBe('leased')
      expect(await receipts()).toMatchObject([{ job: null, case: null, fenced: true }])
      const entries = await fleet.entries()
      expect(entries.filter(({ t }) => t.startsWith('access.'))).toEqual([])
      const received = entries.filter(({ t }) => t === 'job.receipt')
      expect(received).toMatchObject([{ fenced: 1 }])
      for (const field of ['job', 'case', 'app', 'sub']) expect(received[0]).not.toHaveProperty(field)
      expect(await accounts()).toEqual([])
    }
  })

  test('a refusal of an envelope that could not be read is kept without a job', async () => {
    const { envelope } = await offer()
    peer.send(
      await agent.receipt(envelope, { sequence: 1, job: undefined, fence: undefined, outcome: 'refused', refusal: 'envelope', steps: [] }),
    )
    await peer.take('ack')
    expect(await receipts()).toMatchObject([{ job: null, fenced: true }])
  })

  test('a passing failure is tried again after a pause, under a new envelope', async () => {
    const { id, envelope } = await offer()
    const failed = { outcome: 'failed' as const, failure: { kind: 'unavailable' as const } }
    const steps = [
      {
        index: 0,
        verb: 'account.suspend' as const,
        ...failed,
        reconciled: false,
        startedAt: '2026-06-01T08:00:00.000Z',
        finishedAt: '2026-06-01T08:00:00.000Z',
        exchanges: [],
      },
    ]
    peer.send(await agent.receipt(envelope, { sequence: 1, outcome: 'failed', steps }))
    await peer.take('ack')
    await fleet.dispatch()
    expect(await fleet.job(id)).toMatchObject({ state: 'queued', failure: 'unavailable', attempt: 1 })
    fleet.pass(2_000)
    await fleet.dispatch()
    expect(await peer.take('job')).toMatchObject({ sequence: 2 })
    expect(await fleet.job(id)).toMatchObject({ state: 'leased', attempt: 2, fence: 2 })
  })

  describe('a listing', () => {
    const commitment = { count: 2, sha256: digestOf([ada, bob]) }
    const part = (job: string, sequence: number, index: number, account: typeof ada | typeof bob) => ({
      kind: 'inventory',
      sequence,
      job,
      part: index,
      parts: 2,
      accounts: [account],
    })
    const list = async () => {
      const id = await requestInventory(fleet.services, { organization: fleet.owner.organization, app: 'wiki' })
      await fleet.dispatch()
      return { id, envelope: (await peer.take('job'))['envelope'] }
    }

    test('counts when every part is there and it is what the receipt commits to', async () => {
      const { id, envelope } = await list()
      peer.send(part(id, 1, 0, ada))
      peer.send(part(id, 2, 1, bob))
      peer.send(await agent.receipt(envelope, { sequence: 3, states: [commitment] }))
      await expect.poll(async () => (await fleet.job(id)).state).toBe('done')
      expect(await accounts()).toEqual([
        { nativeId: '42', active: false },
        { nativeId: '43', active: true },
      ])
      expect(await fleet.services.database.read((em) => em.count(InventoryPart))).toBe(0)
    })

    test.each([
      ['a part is missing', [ada], commitment],
      ['it is another listing than the receipt commits to', [ada, { ...bob, active: false }], commitment],
      ['the receipt shows nothing', [ada, bob], undefined],
    ])('fails as unverified when %s, and changes nothing', async (_what, seen, state) => {
      const { id, envelope } = await list()
      for (const [index, account] of seen.entries()) peer.send(part(id, index + 1, index, account))
      peer.send(await agent.receipt(envelope, { sequence: seen.length + 1, states: state === undefined ? [] : [state] }))
      await expect.poll(async () => (await fleet.job(id)).state).toBe('failed')
      expect((await fleet.job(id)).failure).toBe('unverified')
      expect(await accounts()).toEqual([])
    })

    test('what an attempt that broke off had listed is not part of the next one', async () => {
      const { id } = await list()
      peer.send({ ...part(id, 1, 2, bob), parts: 3 })
      await peer.take('ack')
      fleet.pass(70_001)
      await fleet.dispatch()
      const { envelope } = await peer.take('job')
      peer.send(part(id, 2, 0, ada))
      peer.send(part(id, 3, 1, bob))
      peer.send(await agent.receipt(envelope, { sequence: 4, states: [commitment] }))
      await expect.poll(async () => (await fleet.job(id)).state).toBe('done')
    })

    test('parts for a job that the agent does not hold are dropped', async () => {
      const { id } = await list()
      const stranger = await fleet.join()
      stranger.peer.send(part(id, 1, 0, ada))
      await stranger.peer.take('ack')
      expect(await fleet.services.database.read((em) => em.count(InventoryPart))).toBe(0)
    })
  })
})

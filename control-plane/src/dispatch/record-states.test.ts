import { digestOf } from '@rollcall/shared/digest'
import { disclosureDigest, toDisclosure } from '@rollcall/shared/disclosure'
import type { StepReceipt } from '@rollcall/shared/receipt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import type { TestAgent } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import type { TestPeer } from '../../test/test-peer.ts'
import { AccountRecord } from '../accounts/account.entity.ts'
import { summarizeApps } from '../accounts/summarize-apps.ts'
import { requestInventory } from './request-inventory.ts'

const person = `per_${'5'.repeat(32)}` as const
const account = (nativeId: string) => ({ nativeId, userName: nativeId, active: true, profile: {}, entitlements: [] })

describe.each(testDialects)('what an agent saw, on %s,', (dialect) => {
  let fleet: TestFleet
  let agent: TestAgent
  let peer: TestPeer
  let sent: number
  beforeEach(async () => {
    sent = 0
    fleet = await TestFleet.open(dialect)
    ;({ agent, peer } = await fleet.join())
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const accounts = () => fleet.services.database.read((em) => em.find(AccountRecord, {}, { orderBy: { nativeId: 'asc' } }))
  const list = async (listed: readonly ReturnType<typeof account>[]) => {
    fleet.pass(1_000)
    const id = await requestInventory(fleet.services, { organization: fleet.owner.organization, app: 'wiki' })
    await fleet.dispatch()
    const { envelope } = await peer.take('job')
    peer.send({ kind: 'inventory', sequence: ++sent, job: id, part: 0, parts: 1, accounts: listed })
    const states = [{ count: listed.length, sha256: digestOf(listed) }]
    peer.send(await agent.receipt(envelope, { sequence: ++sent, states }))
    await expect.poll(async () => (await fleet.job(id)).finishedAt).not.toBeNull()
    return fleet.job(id)
  }

  test.each(['changed', 'already'] as const)(
    'an account whose creation ended as %s is the person’s only if we made it',
    async (outcome) => {
      const ada = account('ada')
      const steps = [{ verb: 'account.create' as const, draft: { userName: 'ada', externalId: person, profile: {} } }]
      const id = await fleet.queue({ person, account: { userName: 'ada' }, steps })
      await fleet.dispatch()
      const { envelope } = await peer.take('job')
      const seen = toDisclosure('account', ada, new Uint8Array(16))
      const { disclosures, ...frame } = await agent.receipt(envelope, {
        sequence: 1,
        steps: [createdStep(outcome, disclosureDigest(seen))],
      })
      expect(disclosures).toEqual([])
      peer.send({ ...frame, disclosures: [seen] })
      await expect.poll(async () => (await fleet.job(id)).state).toBe('done')
      expect(await accounts()).toMatchObject([{ nativeId: 'ada', person: outcome === 'changed' ? person : null }])
    },
  )

  test('a listing that lacks too many accounts is partial: it hides none, and the app says so until the next one', async () => {
    const all = Array.from({ length: 8 }, (_, index) => account(`n${index}`))
    const organization = fleet.owner.organization
    expect(await list(all)).toMatchObject({ state: 'done', failure: null })
    expect(await list([])).toMatchObject({ state: 'failed', failure: 'partial' })
    expect((await accounts()).every(({ present }) => present)).toBe(true)
    expect(await summarizeApps(fleet.services.database, organization)).toMatchObject([{ app: 'wiki', accounts: 8, isPartial: true }])
    expect(await list(all.slice(1))).toMatchObject({ state: 'done' })
    expect(await summarizeApps(fleet.services.database, organization)).toMatchObject([{ app: 'wiki', accounts: 7, isPartial: false }])
  })
})

function createdStep(outcome: StepReceipt['outcome'], after: string): StepReceipt {
  const at = '2026-06-01T08:00:00.000Z'
  return { index: 0, verb: 'account.create', outcome, after, reconciled: false, startedAt: at, finishedAt: at, exchanges: [] }
}

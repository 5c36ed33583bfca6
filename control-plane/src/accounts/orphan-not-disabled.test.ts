import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import type { TestAgent } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import type { TestPeer } from '../../test/test-peer.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { answerQuestion } from '../questions/answer-question.ts'
import { listQuestions } from '../questions/list-questions.ts'
import { AccountRecord } from './account.entity.ts'
import { recordInventory } from './record-inventory.ts'

const bob = { nativeId: '43', userName: 'bob', active: true, profile: {}, entitlements: [] }

describe.each(testDialects)('an account that nobody owns and somebody wants off, on %s', (dialect) => {
  let fleet: TestFleet
  let agent: TestAgent
  let peer: TestPeer
  beforeEach(async () => {
    fleet = await TestFleet.open(dialect)
    ;({ agent, peer } = await fleet.join())
    for (const accounts of [[], [bob]]) {
      const { at, owner, services } = fleet
      const listing = { organization: owner.organization, app: 'wiki', accounts, at, requestedAt: at, random: services.random }
      await services.database.transact((em) => recordInventory(em, listing))
    }
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const question = async () => {
    const where = { organization: fleet.owner.organization, all: true, limit: 5 }
    const [one] = await listQuestions(fleet.services.database, where)
    if (one === undefined) throw new Error('nothing is asked')
    return one
  }
  const answer = async (word: string) => {
    const { organization, member: by } = fleet.owner
    await answerQuestion(fleet.services, { organization, by, question: (await question()).id, answer: word })
    await fleet.dispatch()
  }
  const notices = () => fleet.services.database.read((em) => em.find(Notice, {}))

  test('is switched off by a job that an agent can tell is about nobody', async () => {
    await answer('disable')
    const { envelope } = await peer.take('job')
    peer.send(await agent.receipt(envelope, { sequence: 1, states: [{ ...bob, active: false }] }))
    await peer.take('ack')
    const stored = await fleet.services.database.read((em) => em.findOneOrFail(AccountRecord, { nativeId: '43' }))
    expect(stored).toMatchObject({ active: false, person: null, suspendedAt: fleet.at })
    expect(await question()).toMatchObject({ state: 'answered' })
    expect(await notices()).toEqual([])
  })

  test('stays on when an agent refuses: operators are told, and the question is open again', async () => {
    await answer('disable')
    const { envelope } = await peer.take('job')
    peer.send(await agent.receipt(envelope, { sequence: 1, outcome: 'refused', refusal: 'protected', steps: [] }))
    await peer.take('ack')
    expect(await notices()).toMatchObject([{ kind: 'orphan_not_disabled', details: { app: 'wiki', userName: 'bob', failure: 'vetoed' } }])
    expect(await question()).toMatchObject({ state: 'open', answer: null })
    expect((await fleet.entries()).slice(-2)).toMatchObject([{ t: 'notice.given' }, { t: 'question.opened', kind: 'orphan' }])
    await answer('keep')
    expect(await question()).toMatchObject({ state: 'answered', answer: 'keep' })
  })

  test('stays on when no agent ever answers, and that is told too', async () => {
    await answer('disable')
    for (let attempt = 1; attempt <= 9; attempt++) {
      fleet.pass(71_000)
      await fleet.dispatch()
    }
    expect(await notices()).toMatchObject([{ kind: 'orphan_not_disabled', details: { failure: 'expired' } }])
    expect(await question()).toMatchObject({ state: 'open' })
  })
})

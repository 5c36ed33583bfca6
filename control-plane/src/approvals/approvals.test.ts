import type { Id } from '@rollcall/shared/ids'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestApprovals } from '../../test/test-approvals.ts'
import { Case } from '../cases/case.entity.ts'
import { appRouter } from '../http/app-router.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Notice } from '../notifications/notice.entity.ts'
import { Member } from '../organizations/member.entity.ts'
import { revokeApproverKey } from '../organizations/revoke-approver-key.ts'
import { Person } from '../roster/person.entity.ts'
import { ApprovalClock } from './approval-clock.ts'
import { getApproval } from './get-approval.ts'
import { listApprovals } from './list-approvals.ts'
import { overtakeApprovals } from './overtake-approvals.ts'
import { refusedScopes } from './refused-scopes.ts'

const hourMs = 3_600_000

describe.each(testDialects)('approvals on %s', (dialect) => {
  let world: TestApprovals
  let owner: Id<'member'>
  let operator: Id<'member'>
  let ada: Id<'person'>

  beforeEach(async () => {
    world = await TestApprovals.open(dialect)
    owner = world.fleet.owner.member
    operator = await world.addMember('operator')
    await world.addPerson('boss')
    ada = await world.addPerson('ada', 'boss')
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const notices = () => world.services.database.read((em) => em.find(Notice, {}, { orderBy: { kind: 'asc' } }))
  const scopes = async (person = ada) => {
    const { database } = world.services
    const row = await database.read((em) => em.findOneOrFail(Person, { id: person }))
    return [...((await database.read((em) => refusedScopes(em, [row]))).get(person) ?? [])]
  }
  const setManager = (person: Id<'person'>, managerKey: string | null) =>
    world.services.database.transact(async (em) => {
      const row = await em.findOneOrFail(Person, { id: person })
      row.facts = { ...row.facts, engagements: row.facts.engagements.map((one) => ({ ...one, managerKey })) }
    })
  const tick = () => new ApprovalClock(world.services).tick(world.fleet.at)

  describe('who is asked', () => {
    test('operators and owners, for the route operators; an auditor and a mere approver are not', async () => {
      await world.addMember('auditor')
      await world.addMember('approver')
      expect((await world.request(ada)).approvers).toEqual([owner, operator].sort())
    })

    test('the manager, and nobody else, where HR names one who is a member', async () => {
      const manager = await world.addMember('approver', 'boss')
      expect((await world.request(ada, { need: { route: 'manager' } })).approvers).toEqual([manager])
    })

    test('the app’s owner, where they are a member', async () => {
      const appOwner = await world.addMember('approver', 'boss')
      expect((await world.request(ada, { need: { route: 'app_owner', owner: 'boss' } })).approvers).toEqual([appOwner])
    })

    test.each(['nobody', 'ada', 'auditor'])('every owner, where the manager is %s', async (who) => {
      if (who === 'auditor') await world.addMember('auditor', 'boss')
      if (who !== 'auditor') await setManager(ada, who)
      if (who === 'ada') await world.addMember('operator', 'ada')
      expect((await world.request(ada, { need: { route: 'manager' } })).approvers).toEqual([owner])
    })

    test('every owner, where the managers form a circle', async () => {
      const boss = await world.services.database.read((em) => em.findOneOrFail(Person, { personKey: 'boss' }))
      await setManager(boss.id, 'ada')
      await world.addMember('approver', 'boss')
      expect((await world.request(ada, { need: { route: 'manager' } })).approvers).toEqual([owner])
    })

    test('whom the policy names as stand-ins, before the owners', async () => {
      const standIn = await world.addMember('approver', 'boss')
      await setManager(ada, null)
      const settings = { fallback: ['unknown', 'boss'] }
      expect((await world.request(ada, { need: { route: 'manager' }, settings })).approvers).toEqual([standIn])
    })

    test('never whom it is about, nor whoever asked for it', async () => {
      const adaAsOperator = await world.addMember('operator', 'ada')
      const { approvers } = await world.request(ada, { requestedBy: [operator] })
      expect(approvers).toEqual([owner])
      expect(approvers).not.toContain(adaAsOperator)
    })

    test('never whom it is about under the HR key of two employments ago', async () => {
      const [earlier, last] = [await world.addPerson('ada-0'), await world.addPerson('ada-1')]
      await world.services.database.transact(async (em) => {
        await em.nativeUpdate(Person, { id: last }, { continues: earlier })
        await em.nativeUpdate(Person, { id: ada }, { continues: last })
      })
      const adaAtFirst = await world.addMember('operator', 'ada-0')
      const { approvers } = await world.request(ada)
      expect(approvers).not.toContain(adaAtFirst)
      await expect(world.vote(adaAtFirst)).rejects.toMatchObject({ code: 'barred' })
    })

    test('nobody, where nobody is left: it stays open, and a notice says so', async () => {
      await world.link(owner, 'ada')
      const { approvers, state } = await world.request(ada, { requestedBy: [operator] })
      expect([approvers, state]).toEqual([[], 'pending'])
      expect(await notices()).toMatchObject([{ kind: 'approval_without_approver', details: { approval: world.approval } }])
      await expect(world.vote(owner)).rejects.toMatchObject({ code: 'barred' })
      await expect(world.vote(operator)).rejects.toMatchObject({ code: 'barred' })
    })

    test('somebody new, once there is somebody who may decide', async () => {
      await world.link(owner, 'ada')
      await world.request(ada, { requestedBy: [operator] })
      const late = await world.addMember('operator')
      await tick()
      expect((await world.stored()).approvers).toEqual([late])
    })
  })

  describe('a vote', () => {
    test('for it lets the job go', async () => {
      await world.request(ada)
      expect(await world.vote(operator)).toEqual({ state: 'approved', missing: 0 })
      expect(await world.job()).toMatchObject({ state: 'queued', approvals: [] })
      expect(await world.entries('approval.')).toMatchObject([
        { t: 'approval.requested', sub: ada, case: world.case, needed: 1, route: 'operators' },
        { t: 'approval.given', member: operator, signed: 'none' },
      ])
    })

    test('against it takes the job back, and is remembered until HR says something new', async () => {
      await world.request(ada, { need: { scope: ['wiki', 'wiki/admins'] } })
      expect(await world.vote(operator, { decision: 'refused', reason: 'not now, says Bob' })).toEqual({ state: 'refused', missing: 0 })
      expect(await world.job()).toMatchObject({ state: 'revoked', failure: 'refused' })
      expect(await scopes()).toEqual(['wiki', 'wiki/admins'])
      const [, refused] = await world.entries('approval.')
      expect(refused).toMatchObject({ t: 'approval.refused', res: 'refused', member: operator })
      expect(JSON.stringify(refused)).not.toContain('Bob')
      await world.services.database.transact((em) => em.nativeUpdate(Person, { id: ada }, { factsDigest: 'f'.repeat(64) }))
      expect(await scopes()).toEqual([])
    })

    test('is for whoever was asked, once, while it is open', async () => {
      const auditor = await world.addMember('auditor')
      const stranger = await world.addMember('approver')
      await world.request(ada, { need: { route: 'two_people' } })
      for (const member of [auditor, stranger]) await expect(world.vote(member)).rejects.toMatchObject({ code: 'not_asked' })
      await world.vote(operator)
      await expect(world.vote(operator)).rejects.toMatchObject({ code: 'voted' })
      await world.vote(owner)
      await expect(world.vote(owner)).rejects.toMatchObject({ code: 'wrong_state' })
    })

    test('of somebody who was linked to the subject since does not count', async () => {
      await world.request(ada)
      await world.link(operator, 'ada')
      await expect(world.vote(operator)).rejects.toMatchObject({ code: 'barred' })
    })

    test('alone is not two people', async () => {
      await world.request(ada, { need: { route: 'two_people' } })
      expect(await world.vote(operator)).toEqual({ state: 'pending', missing: 1 })
      expect(await world.job()).toMatchObject({ state: 'waiting' })
      expect(await world.vote(owner)).toEqual({ state: 'approved', missing: 0 })
    })

    test('of one human being with two sign-ins is not two people', async () => {
      const again = await world.addMember('operator', 'boss')
      await world.link(operator, 'boss')
      await world.request(ada, { need: { route: 'two_people' } })
      await world.vote(operator)
      await expect(world.vote(again)).rejects.toMatchObject({ code: 'voted' })
    })

    test('comes too late after the request has ended', async () => {
      await world.request(ada)
      world.fleet.pass(15 * 24 * hourMs)
      await expect(world.vote(operator)).rejects.toMatchObject({ code: 'wrong_state' })
    })

    test('in another organization finds nothing', async () => {
      await world.request(ada)
      await expect(world.vote(operator, { organization: `org_${'9'.repeat(32)}` })).rejects.toMatchObject({ code: 'not_found' })
    })
  })

  describe('a member with a key', () => {
    test('signs, and what they signed goes with the job', async () => {
      const key = await world.addKey(operator)
      await world.request(ada)
      const signed = await key.sign(await world.statement(operator))
      await world.vote(operator, { signed })
      expect(await world.job()).toMatchObject({ state: 'queued', approvals: [signed] })
      expect(await world.entries('approval.given')).toMatchObject([{ signed: 'ed25519', key: key.id }])
    })

    test('does not vote without it, until it is revoked', async () => {
      const { id } = await world.addKey(operator)
      await world.request(ada)
      await expect(world.vote(operator)).rejects.toMatchObject({ code: 'signature_missing' })
      const { organization } = world.fleet.owner
      await revokeApproverKey(world.services, { organization, by: operator, role: 'operator', key: id })
      expect(await world.vote(operator)).toMatchObject({ state: 'approved' })
    })

    test('does not sign with another member’s key, or with one that was revoked', async () => {
      const [mine, theirs] = [await world.addKey(operator), await world.addKey(owner)]
      await world.request(ada)
      const statement = await world.statement(operator)
      await expect(world.vote(operator, { signed: await theirs.sign(statement) })).rejects.toMatchObject({ code: 'signature' })
      const other = await world.addKey(operator)
      const { organization } = world.fleet.owner
      await revokeApproverKey(world.services, { organization, by: owner, role: 'owner', key: mine.id })
      await expect(world.vote(operator, { signed: await mine.sign(statement) })).rejects.toMatchObject({ code: 'signature' })
      expect(await world.vote(operator, { signed: await other.sign(statement) })).toMatchObject({ state: 'approved' })
    })

    test('signs this decision on this request, in this quarter of an hour', async () => {
      const key = await world.addKey(operator)
      await world.request(ada)
      const statement = await world.statement(operator)
      const refusing = await key.sign(await world.statement(operator, 'refused'))
      await expect(world.vote(operator, { signed: refusing })).rejects.toMatchObject({ code: 'signature' })
      await expect(world.vote(operator, { decision: 'refused', signed: await key.sign(statement) })).rejects.toMatchObject({
        code: 'signature',
      })
      await world.request(ada)
      await expect(world.vote(operator, { signed: await key.sign(statement) })).rejects.toMatchObject({ code: 'signature' })
      const fresh = await key.sign(await world.statement(operator))
      world.fleet.pass(16 * 60_000)
      await expect(world.vote(operator, { signed: fresh })).rejects.toMatchObject({ code: 'signature' })
    })
  })

  describe('time', () => {
    test('has the stand-ins asked as well, and everybody told, once', async () => {
      const manager = await world.addMember('approver', 'boss')
      await world.request(ada, { need: { route: 'manager' } })
      world.fleet.pass(47 * hourMs)
      await tick()
      expect((await world.stored()).approvers).toEqual([manager])
      world.fleet.pass(hourMs)
      await tick()
      await tick()
      expect((await world.stored()).approvers).toEqual([manager, owner].sort())
      expect(await world.entries('approval.escalated')).toHaveLength(1)
      expect(await notices()).toMatchObject([{ kind: 'approval_escalated', recipients: [manager, owner].sort() }])
    })

    test('ends a request that nobody answers: no yes, and no refusal to remember, but a person is needed', async () => {
      await world.request(ada)
      world.fleet.pass(14 * 24 * hourMs)
      await tick()
      expect(await world.stored()).toMatchObject({ state: 'expired' })
      expect(await world.job()).toMatchObject({ state: 'expired' })
      expect(await scopes()).toEqual([])
      expect(await world.entries('approval.refused')).toMatchObject([{ res: 'expired' }])
      const lifecycle = await world.services.database.read((em) => em.findOneOrFail(Case, { id: world.case }))
      expect(lifecycle).toMatchObject({ state: 'needs_person', reason: 'approval_expired' })
    })

    test('asks the new manager when HR names another one', async () => {
      await world.addMember('approver', 'boss')
      await world.request(ada, { need: { route: 'manager' } })
      await world.addPerson('chief')
      const chief = await world.addMember('approver', 'chief')
      await setManager(ada, 'chief')
      await tick()
      expect((await world.stored()).approvers).toEqual([chief])
    })
  })

  test('a case that ends overtakes what was asked for it', async () => {
    await world.request(ada)
    const { database, random } = world.services
    await database.transact(async (em) => {
      await lockLedger(em, world.fleet.owner.organization)
      await overtakeApprovals(em, world.case, { at: world.fleet.at, random })
    })
    expect(await world.stored()).toMatchObject({ state: 'overtaken' })
    expect(await world.entries('approval.refused')).toMatchObject([{ res: 'overtaken' }])
    expect(await scopes()).toEqual([])
  })

  test('an approver sees the requests and cases that they are asked about, and no others', async () => {
    const caller = async (who: Id<'member'>) => {
      const { organization, id, name, role } = await world.services.database.read((em) => em.findOneOrFail(Member, { id: who }))
      return appRouter.createCaller({ services: world.services, caller: { organization, member: id, name, role } })
    }
    const approver = await caller(await world.addMember('approver', 'boss'))
    const stranger = await caller(await world.addMember('approver'))
    const everybody = await caller(await world.addMember('auditor'))
    const { id: approval, case: asked } = await world.request(ada, { need: { route: 'manager' } })
    const { id: other, case: notAsked } = await world.request(ada)
    expect((await approver.approval.list({})).map(({ id }) => id)).toEqual([approval])
    expect((await approver.case.list({})).map(({ id }) => id)).toEqual([asked])
    expect(await approver.approval.get({ approval })).toMatchObject({ id: approval })
    expect(await approver.case.get({ case: asked })).toMatchObject({ id: asked })
    await expect(approver.approval.get({ approval: other })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(approver.case.get({ case: notAsked })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect([await stranger.approval.list({}), await stranger.case.list({})]).toEqual([[], []])
    expect([(await everybody.approval.list({})).length, (await everybody.case.list({})).length]).toEqual([2, 2])
  })

  test('a request is shown with its plan, and listed for those who are asked', async () => {
    await world.request(ada)
    const { organization } = world.fleet.owner
    const { database } = world.services
    expect(await getApproval(database, { organization, approval: world.approval })).toMatchObject({
      name: 'ada Byron',
      plan: { apps: [{ app: 'wiki' }] },
      votes: [],
    })
    const mine = (askedOf: Id<'member'>) => listApprovals(database, { organization, state: 'pending', askedOf, limit: 10 })
    expect(await mine(operator)).toMatchObject([{ id: world.approval, name: 'ada Byron' }])
    expect(await mine(await world.addMember('approver'))).toEqual([])
  })
})

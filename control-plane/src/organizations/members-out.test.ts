import { toCivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestApprovals } from '../../test/test-approvals.ts'
import { ApprovalClock } from '../approvals/approval-clock.ts'
import { giveOrder } from '../orders/give-order.ts'
import { liftOrder } from '../orders/lift-order.ts'
import { Person } from '../roster/person.entity.ts'
import { approverKeysOf } from './approver-keys-of.ts'
import { authenticate } from './authenticate.ts'
import { type CreatedMember, createMember } from './create-organization.ts'
import { linkMember } from './link-member.ts'
import { listMembers } from './list-members.ts'
import { removeMember } from './remove-member.ts'

describe.each(testDialects)('a member on %s', (dialect) => {
  let world: TestApprovals
  let owner: Id<'member'>
  let olaf: CreatedMember
  let ada: Id<'person'>
  beforeEach(async () => {
    world = await TestApprovals.open(dialect)
    owner = world.fleet.owner.member
    ada = await world.addPerson('ada')
    await world.addPerson('olaf')
    await world.addPerson('olive')
    olaf = await createMember(world.services, { organization: world.fleet.owner.organization, by: owner, name: 'Olaf', role: 'operator' })
    await world.link(olaf.member, 'olaf')
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const signIn = ({ token }: CreatedMember) => authenticate(world.services, `Bearer ${token}`)
  const ids = (by = owner) => ({ organization: world.fleet.owner.organization, by })
  const putOut = (person = 'olaf') => giveOrder(world.services, { ...ids(), person, kind: 'for_cause', reason: 'misconduct' })
  const endInHr = (key: string, endDate: string) =>
    world.services.database.transact(async (em) => {
      const row = await em.findOneOrFail(Person, { personKey: key })
      row.facts = { ...row.facts, engagements: row.facts.engagements.map((one) => ({ ...one, endDate: toCivilDate(endDate) })) }
    })

  test('who is put out for cause has no say from that moment, and others are asked instead', async () => {
    await world.request(ada)
    expect((await world.stored()).approvers).toEqual([owner, olaf.member].sort())
    const { order } = await putOut()
    expect(await signIn(olaf)).toBeUndefined()
    await expect(world.vote(olaf.member)).rejects.toMatchObject({ code: 'barred' })
    await new ApprovalClock(world.services).tick(world.fleet.at)
    expect((await world.stored()).approvers).toEqual([owner])
    expect((await world.request(ada)).approvers).toEqual([owner])
    await liftOrder(world.services, { ...ids(), order, reason: 'given_in_error' })
    expect(await signIn(olaf)).toMatchObject({ member: olaf.member })
  })

  test('who is locked has no say until the lock is lifted', async () => {
    await giveOrder(world.services, { ...ids(), person: 'olaf', kind: 'security_hold', reason: 'compromised_account' })
    expect(await signIn(olaf)).toBeUndefined()
    expect((await world.request(ada)).approvers).toEqual([owner])
  })

  test('who left, as HR says, has no say any more, unless they came back under another key', async () => {
    await endInHr('olaf', '2026-01-31')
    expect(await signIn(olaf)).toBeUndefined()
    const back = await world.addPerson('olaf-again')
    await world.services.database.transact(async (em) => {
      const { id: continues } = await em.findOneOrFail(Person, { personKey: 'olaf' })
      await em.nativeUpdate(Person, { id: back }, { continues })
    })
    expect(await signIn(olaf)).toMatchObject({ member: olaf.member })
    await putOut('olaf-again')
    expect(await signIn(olaf)).toBeUndefined()
  })

  test('who is the last owner is never locked out; one of two is', async () => {
    await world.link(owner, 'olive')
    await putOutBy(olaf.member, 'olive')
    expect(await signIn(world.fleet.owner)).toMatchObject({ member: owner })
    await createMember(world.services, { ...ids(), name: 'Oskar', role: 'owner' })
    expect(await signIn(world.fleet.owner)).toBeUndefined()
  })

  test('who is removed has neither token nor keys, and the ledger says who removed whom', async () => {
    await world.addKey(olaf.member)
    await world.request(ada)
    const { organization } = ids()
    await expect(removeMember(world.services, { ...ids(), member: owner })).rejects.toMatchObject({ code: 'not_yours' })
    const elsewhere = `org_${'9'.repeat(32)}` as const
    await expect(removeMember(world.services, { ...ids(), organization: elsewhere, member: olaf.member })).rejects.toMatchObject({
      code: 'not_found',
    })
    await removeMember(world.services, { ...ids(), member: olaf.member })
    expect(await signIn(olaf)).toBeUndefined()
    await expect(world.vote(olaf.member)).rejects.toMatchObject({ code: 'barred' })
    expect(await world.services.database.read((em) => approverKeysOf(em, olaf.member))).toEqual([])
    expect((await listMembers(world.services.database, organization)).map(({ id }) => id)).toEqual([owner])
    expect((await world.entries('operator.action')).at(-1)).toMatchObject({ member: owner, action: 'member.removed', about: olaf.member })
    expect((await world.entries('approver_key.')).at(-1)).toMatchObject({ member: olaf.member, res: 'revoked' })
    await expect(linkMember(world.services, { ...ids(), member: olaf.member, personKey: null })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(removeMember(world.services, { ...ids(), member: olaf.member })).rejects.toMatchObject({ code: 'not_found' })
  })

  function putOutBy(by: Id<'member'>, person: string) {
    return giveOrder(world.services, { ...ids(by), person, kind: 'for_cause', reason: 'misconduct' })
  }
})

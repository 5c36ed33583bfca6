import type { Id } from '@rollcall/shared/ids'
import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { staff } from '../../test/roster-rows.ts'
import { TestCompany } from '../../test/test-company.ts'
import { ApprovalRequest } from '../approvals/approval-request.entity.ts'
import { voteOnApproval } from '../approvals/vote-on-approval.ts'
import type { Dialect } from '../database/database.ts'
import { giveOrder } from '../orders/give-order.ts'
import { liftOrder } from '../orders/lift-order.ts'
import { openExceptionByHand } from '../policy/open-exception-by-hand.ts'

const policy = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  crm:
    title: CRM
    account: { userName: person.workEmail }
    entitlements:
      admins: { title: Admins, approval: operators }
      sellers: { title: Sellers, approval: operators }
      root: { title: Root, privileged: true }
rules:
  - { name: everyone, when: 'true', grant: [crm] }
  - { name: chiefs, when: 'person.title == "Chief"', grant: [crm/root] }
`

describe.each(testDialects)('whoever is behind a plan on %s', (dialect) => {
  test('does not approve the access for which they opened an exception, nor with another sign-in', async () => {
    await using company = await open(dialect)
    const [olaf, again] = [await addMember(company, 'operator', 'olaf'), await addMember(company, 'operator', 'olaf')]
    await grant(company, { by: olaf, entitlement: 'admins' })
    await settle(company)
    const request = await pending(company)
    expect(request).toMatchObject({ requestedBy: [olaf], approvers: [company.owner] })
    await expect(approve(company, olaf)).rejects.toMatchObject({ code: 'barred' })
    await expect(approve(company, again)).rejects.toMatchObject({ code: 'barred' })
    expect((await company.access('ada'))['crm']).toBe('on')
    await approve(company, company.owner)
    await company.work()
    expect((await company.access('ada'))['crm']).toBe('on admins')
  })

  test('does not approve it either where a colleague opened another one that is asked for with it', async () => {
    await using company = await open(dialect)
    const both = [await addMember(company, 'operator', 'olaf'), await addMember(company, 'operator', 'olga')]
    await grant(company, { by: both[0], entitlement: 'admins' })
    await grant(company, { by: both[1], entitlement: 'sellers' })
    await settle(company)
    expect(await pending(company)).toMatchObject({ requestedBy: both.toSorted(), approvers: [company.owner] })
  })

  test('does not approve what comes back since they lifted an order; what a later case did is theirs no more', async () => {
    await using company = await open(dialect)
    const { organization, ports, owner } = company
    const olaf = await addMember(company, 'operator', 'olaf')
    const { order } = await giveOrder(ports, { organization, by: owner, person: 'ada', kind: 'for_cause', reason: 'misconduct' })
    await settle(company)
    expect((await company.access('ada'))['crm']).toBe('off')
    company.moveTo('2026-06-01T10:00:00Z')
    await liftOrder(ports, { organization, by: olaf, order, reason: 'given_in_error' })
    await settle(company)
    expect(await pending(company)).toMatchObject({ requestedBy: [olaf], approvers: [owner] })
    await approve(company, owner)
    await company.work()
    expect((await company.access('ada'))['crm']).toBe('on')
    company.moveTo('2026-06-01T12:00:00Z')
    await grant(company, { by: owner, entitlement: 'admins' })
    await settle(company)
    expect(await pending(company)).toMatchObject({ requestedBy: [owner], approvers: [olaf] })
  })

  test('asks somebody for privileges outside the rules, even where the rules’ own need no approval', async () => {
    await using company = await open(dialect, { ada: {}, bo: { title: 'Chief' }, olaf: {} })
    expect((await company.access('bo'))['crm']).toBe('on root')
    const olaf = await addMember(company, 'operator', 'olaf')
    await grant(company, { by: olaf, entitlement: 'root' })
    await settle(company)
    expect(await pending(company)).toMatchObject({
      route: 'operators',
      scope: ['crm/root'],
      requestedBy: [olaf],
      approvers: [company.owner],
    })
    expect((await company.access('ada'))['crm']).toBe('on')
  })
})

async function open(dialect: Dialect, rows: Parameters<TestCompany['upload']>[0] = { ada: {}, olaf: {}, olga: {} }): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, policy)
  await company.upload(staff(1))
  await company.upload(Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, { start: '2026-06-01', ...row }])))
  await settle(company)
  return company
}

async function settle(company: TestCompany): Promise<void> {
  await company.plan()
  await company.work()
}

async function grant(company: TestCompany, { by = company.owner, entitlement }: { by?: Id<'member'> | undefined; entitlement: string }) {
  const { organization, ports } = company
  const { id: person } = await company.person('ada')
  await openExceptionByHand(ports, { organization, by, person, kind: 'grant', app: 'crm', entitlement, days: 3, reason: 'cover' })
}

function pending({ ports }: TestCompany): Promise<ApprovalRequest> {
  return ports.database.read((em) => em.findOneOrFail(ApprovalRequest, { state: 'pending' }))
}

async function approve(company: TestCompany, by: Id<'member'>) {
  const { organization, ports } = company
  const { id: approval } = await pending(company)
  return voteOnApproval({ ...ports, publicUrl: 'https://rollcall.example' }, { organization, by, approval, decision: 'approved' })
}

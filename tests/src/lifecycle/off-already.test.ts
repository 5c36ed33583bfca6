import { AccountRecord } from '@rollcall/control-plane/accounts/account.entity'
import { giveOrder } from '@rollcall/control-plane/orders/give-order'
import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { describe, expect, test } from 'vitest'
import { Life } from './life.ts'

const staff = { ada: { department: 'Sales' } }
/** Long enough that accounts are off, and their sessions are not ended in mail and CRM. */
const away = { leaveFrom: '2026-06-08', leaveUntil: '2026-07-31' }
const onLeave = '2026-06-25T12:00:00Z'
const apps = ['crm', 'directory', 'mail']

describe.each(testDialects)('an account that is off already, on %s', (dialect) => {
  test('loses its sessions when its owner is out for cause during a leave', async () => {
    await using life = await Life.open(dialect, { staff })
    await goOnLeave(life)
    expect(await sessions(life)).toEqual(['crm', 'mail'])
    await giveOrder(life.company.ports, { ...(await life.ordered('ada')), kind: 'for_cause', reason: 'misconduct' })
    await life.company.settle()
    expect(await sessions(life)).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leaver', state: 'closed' })
    expect(await offFor(life)).toEqual({ crm: 'leaver', directory: 'leaver', mail: 'leaver' })
    await staysAsItIs(life)
  })

  test('loses its sessions when its owner leaves during a leave, is deleted in time, and nothing of it comes back unasked', async () => {
    await using life = await Life.open(dialect, { staff })
    await goOnLeave(life)
    await life.hr({ ada: { end: '2026-06-26' } })
    await life.until('2026-06-26T16:00:00Z')
    expect(await sessions(life)).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leaver', state: 'closed' })
    await staysAsItIs(life)
    await life.until('2026-07-26T15:59:00Z')
    expect(await life.access('ada')).toEqual({ crm: 'off', directory: 'off', mail: 'off' })
    await life.until('2026-07-26T16:00:00Z')
    expect(await life.access('ada')).toEqual({ directory: 'off', mail: 'off' })
    await life.until('2026-08-03T12:00:00Z')
    await life.hr({ ada: { end: '', leaveFrom: '', leaveUntil: '' } })
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    expect(await life.access('ada')).toEqual({ directory: 'off', mail: 'off' })
  })

  test('is locked during a leave, stays off as the leave’s when the lock is lifted, and is given back when the leave ends', async () => {
    await using life = await Life.open(dialect, { staff })
    await goOnLeave(life)
    await lock(life)
    expect(await sessions(life)).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'hold', state: 'closed' })
    expect(await offFor(life)).toEqual({ crm: 'hold', directory: 'hold', mail: 'hold' })
    await staysAsItIs(life)
    await life.liftOrders('ada', 'incident_over')
    await life.company.settle()
    expect(await life.access('ada')).toMatchObject({ crm: 'off sellers', directory: 'off staff', mail: 'off' })
    expect(await offFor(life)).toEqual({ crm: 'leave', directory: 'leave', mail: 'leave' })
    await staysAsItIs(life)
    await life.until('2026-07-31T23:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'on sellers', directory: 'on staff', mail: 'on' })
    expect(await life.approvals('ada')).toEqual([])
  })

  test('of somebody locked who leaves is a leaver’s: deleted in time, and given back once somebody agrees', async () => {
    await using life = await Life.open(dialect, { staff: { ...staff, bob: { department: 'Sales' } } })
    await lock(life)
    await life.hr({ ada: { end: '2026-06-02' } })
    await life.until('2026-06-02T16:00:00Z')
    expect(await offFor(life)).toEqual({ crm: 'leaver', directory: 'leaver', mail: 'leaver' })
    await life.liftOrders('ada', 'incident_over')
    await life.hr({ ada: { end: '' } })
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
    await life.hr({ ada: { end: '2026-06-02' } })
    await life.until('2026-07-03T12:00:00Z')
    expect(await life.access('ada')).toEqual({ directory: 'off', mail: 'off' })
  })

  test('of a leaver stays one under a lock', async () => {
    await using life = await Life.open(dialect, { staff })
    await life.hr({ ada: { end: '2026-05-29' } })
    await life.hr({ ada: { end: '' } })
    await lock(life)
    await life.liftOrders('ada', 'incident_over')
    await life.company.settle()
    expect(await life.access('ada')).toMatchObject({ mail: 'off', directory: 'off', crm: 'off' })
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'restore', state: 'held', reason: 'approval' })
  })

  test('because of a move is deleted when its owner leaves months later', async () => {
    await using life = await Life.open(dialect, { staff })
    await life.hr({ ada: { department: 'Board' } })
    await life.until('2026-06-20T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
    // Whoever loses an app leaves it at once.
    expect(await sessions(life)).toEqual(['directory', 'mail'])
    await life.hr({ ada: { end: '2026-08-14' } })
    await life.until('2026-08-14T16:00:00Z')
    expect(await offFor(life)).toMatchObject({ crm: 'leaver' })
    await life.until('2026-09-12T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
    await life.until('2026-09-14T12:00:00Z')
    expect(await life.access('ada')).not.toHaveProperty('crm')
  })

  test('because somebody switched it off by hand is never ours to delete, and its sessions end with its owner’s access', async () => {
    await using life = await Life.open(dialect, { staff })
    await life.hr({ ada: { end: '2026-06-05' } })
    await life.until('2026-06-05T15:00:00Z')
    await life.company.byHand('crm', 'ada', () => ({ active: false }))
    await life.company.list('crm')
    expect(await sessions(life)).toEqual(apps)
    await life.until('2026-06-05T16:00:00Z')
    expect(await sessions(life)).toEqual([])
    expect(await life.lastCase('ada')).toMatchObject({ kind: 'leaver', state: 'closed' })
    await staysAsItIs(life)
    await life.until('2026-09-01T12:00:00Z')
    expect(await life.access('ada')).toMatchObject({ crm: 'off' })
  })
})

test.for(testDialects)('an account is not deleted while HR says that its owner comes back, on %s', async (dialect) => {
  await using life = await Life.open(dialect, { staff })
  await life.hr({ ada: { end: '2026-06-05' }, 'ada#2': { start: '2026-07-08', department: 'Sales' } })
  await life.until('2026-07-07T21:00:00Z')
  expect(await life.access('ada')).toMatchObject({ crm: 'off' })
  await life.until('2026-07-08T12:00:00Z')
  expect(await life.access('ada')).toMatchObject({ crm: 'on sellers' })
  // What HR takes back counts no longer.
  await life.hr({ 'ada#2': { end: '2026-07-10' }, 'ada#3': { start: '2026-09-01', department: 'Sales' } })
  await life.until('2026-08-12T12:00:00Z')
  expect(await life.access('ada')).toMatchObject({ crm: 'off' })
  await life.hr({ 'ada#3': undefined })
  expect(await life.access('ada')).not.toHaveProperty('crm')
})

async function goOnLeave(life: Life): Promise<void> {
  await life.hr({ ada: away })
  await life.until(onLeave)
  expect(await life.access('ada')).toMatchObject({ crm: 'off sellers', directory: 'off staff', mail: 'off' })
}

async function lock(life: Life): Promise<void> {
  await giveOrder(life.company.ports, { ...(await life.ordered('ada')), kind: 'security_hold', reason: 'security_incident' })
  await life.company.settle()
}

/** Apps in which ada is still in. */
async function sessions(life: Life): Promise<readonly string[]> {
  const { id } = await life.person('ada')
  const { apps: simulated } = life.company
  return apps.filter((app) => simulated.accounts(app).some((one) => one.externalId === id && simulated.hasSession(app, one)))
}

async function offFor(life: Life): Promise<Readonly<Record<string, string | null | undefined>>> {
  const { id } = await life.person('ada')
  const accounts = await life.company.ports.database.read((em) => em.find(AccountRecord, { person: id, active: false, present: true }))
  return Object.fromEntries(accounts.map(({ app, suspendedFor }) => [app, suspendedFor]))
}

/** Looked at again without anything having happened, nothing happens. */
async function staysAsItIs(life: Life): Promise<void> {
  const before = [await life.cases('ada'), await life.done('ada')].map(({ length }) => length)
  await life.company.planEverybody()
  await life.company.settle()
  expect([await life.cases('ada'), await life.done('ada')].map(({ length }) => length)).toEqual(before)
}

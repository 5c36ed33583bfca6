import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStockroom } from '../apps/start-stockroom.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { seedApps } from '../company/seed-apps.ts'
import { dateIn } from '../stage/dates.ts'
import { endNow } from '../stage/end-now.ts'
import { type CaseDetail, look } from '../stage/follow-case.ts'
import { type Office, openOffice } from '../stage/open-office.ts'
import { requireBrowser } from '../stage/require-browser.ts'

let office: Office
let stockroom: Awaited<ReturnType<typeof startStockroom>>
let csv = larkfieldRoster()

beforeAll(async () => {
  const admin = { userName: 'rollcall', password: 'stockroom-password-for-tests' }
  const people = [...seedApps(csv, dateIn('UTC', new Date()))]
  stockroom = await startStockroom({ people, admin, effectsToken: 'only-for-the-test' })
  const answers = {
    connector: 'recipe-stockroom',
    settings: { baseUrl: stockroom.url, selfUser: admin.userName },
    secrets: { userName: admin.userName, password: admin.password },
  }
  office = await openOffice({ browser: requireBrowser(), more: [{ name: 'stockroom', answers }] })
}, 60_000)

afterAll(async () => {
  await office?.[Symbol.asyncDispose]()
  await stockroom?.stop()
})

/** For the case's jobs alone: an agent refuses jobs from an hour ahead. */
async function letAnHourPassFor(id: CaseDetail['id']): Promise<void> {
  const { database, wakeUps, now } = office.controlPlane.services
  await database.transact((em) => em.nativeUpdate(JobRecord, { case: id, state: 'queued' }, { notBefore: now() }))
  wakeUps.notify('dispatch')
}

describe('an app that is broken', () => {
  test('and dead leaves the case running; when it is back the case closes by itself', async () => {
    await office.front.die()
    const opened = await leave('00057')
    const waiting = await untilOthersAreDone(opened, 'stockroom')
    expect(waiting.jobs.map(({ app, state }) => `${app} ${state}`).sort()).toEqual(['directory leased', 'stockroom done'])
    expect(waiting.state).toBe('running')
    await office.front.comeBack()
    expect((await office.follow(opened.id)).state).toBe('closed')
    expect(await suspensions('nurul.hakim@larkfield.example')).toBe(1)
  })

  test('and closed for maintenance is tried five times, then every hour, and people are told', async () => {
    office.front.condition = 'closed for maintenance'
    const opened = await leave('00089')
    const waiting = await look(30_000, 'it was not tried five times', async () => {
      const found = await office.client.case.get.query({ case: opened.id })
      const job = found.jobs.find(({ app }) => app === 'directory')
      if (job?.state === 'queued' && job.attempt === 5) return found
      // The pauses between attempts grow: put the clock forward only through them, since an agent refuses jobs from two minutes ahead.
      if (job?.state === 'queued') office.controlPlane.advance(1_000)
      return undefined
    })
    expect(waiting.state).toBe('running')
    expect(waiting.jobs.find(({ app }) => app === 'directory')).toMatchObject({ failure: 'unavailable' })
    expect((await office.client.notice.list.query({})).map(({ kind }) => kind)).toContain('access_still_on')
    office.front.condition = 'well'
    await letAnHourPassFor(opened.id)
    expect((await office.follow(opened.id)).state).toBe('closed')
  })

  test('whose credentials were changed needs a person: unauthorized', async () => {
    office.front.condition = 'locked out'
    const stuck = await office.follow((await leave('00099')).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'unauthorized' })
    expect(stuck.jobs.find(({ app }) => app === 'directory')).toMatchObject({ state: 'failed', failure: 'unauthorized', attempt: 1 })
    office.front.condition = 'well'
    await repairs(stuck)
  })

  test('whose sign-in form refuses us needs a person: unauthorized', async () => {
    stockroom.faults.loginBroken = true
    stockroom.forgetSessions()
    const stuck = await office.follow((await leave('00144')).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'unauthorized' })
    stockroom.faults.loginBroken = false
    await repairs(stuck)
  })

  test('and says that it has done what it has not needs a person: unverified', async () => {
    office.front.condition = 'lying'
    const stuck = await office.follow((await leave('00185')).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'unverified' })
    office.front.condition = 'well'
    await repairs(stuck)
    expect(await suspensions('yasmin.siddiqui@larkfield.example')).toBe(1)
  })

  test('whose page has changed needs a person: ui_changed', async () => {
    stockroom.faults.renamedButton = true
    const stuck = await office.follow((await leave('00182')).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'ui_changed' })
    expect(await stockroomSuspensions('alison.redfern@larkfield.example')).toBe(0)
    stockroom.faults.renamedButton = false
    await repairs(stuck)
    expect(await stockroomSuspensions('alison.redfern@larkfield.example')).toBe(1)
  })
})

async function leave(personId: string): Promise<CaseDetail> {
  csv = endNow(csv, personId)
  return office.upload(csv)
}

/** The fault is gone: an operator says "again", and what is left is done. */
async function repairs({ id, person }: CaseDetail): Promise<void> {
  const { next } = await office.client.case.retry.mutate({ case: id })
  if (next === null) throw new Error('nothing was left to do')
  expect(await office.follow(next)).toMatchObject({ state: 'closed', person })
  const states = await office.client.case.list.query({ person })
  expect(states.map(({ state }) => state).sort()).toEqual(['closed', 'superseded'])
}

function untilOthersAreDone({ id }: CaseDetail, app: string): Promise<CaseDetail> {
  return look(30_000, `the job in ${app} was not done`, async () => {
    const found = await office.client.case.get.query({ case: id })
    return found.jobs.every((job) => job.app !== app || job.state === 'done') ? found : undefined
  })
}

async function suspensions(userName: string): Promise<number> {
  return (await office.effects()).filter((effect) => effect.kind === 'suspend' && effect.userName === userName).length
}

async function stockroomSuspensions(userName: string): Promise<number> {
  return (await stockroom.effects()).filter((effect) => effect.kind === 'suspend' && effect.userName === userName).length
}

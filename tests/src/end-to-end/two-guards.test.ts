import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { addJoiner, moveDepartment } from '../company/edit-roster.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { endNow } from '../stage/end-now.ts'
import { type CaseDetail, look } from '../stage/follow-case.ts'
import { agentPolicy, companyPolicy } from '../stage/generous-policies.ts'
import { type Office, openOffice } from '../stage/open-office.ts'

/** Nobody's managers, each with one engagement. */
const seven = ['00057', '00089', '00099', '00144', '00182', '00185', '00048']
const protectedPerson = { id: '00118', userName: 'leon.abramov@larkfield.example' }

let office: Office
let csv = ['00901', '00902'].reduce(hireLongAgo, larkfieldRoster())

beforeAll(async () => {
  office = await openOffice({ csv, policy: companyPolicy(['directory'], { guard: 'default' }) })
}, 60_000)

afterAll(() => office?.[Symbol.asyncDispose]())

test('the guard holds the seventh leaver of 120 in a day: nothing of theirs is touched until an operator releases the case', async () => {
  csv = seven.reduce((edited, personId) => endNow(edited, personId), csv)
  await office.client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  const cases = await look(40_000, 'six cases did not close', async () => {
    const found = await office.client.case.list.query({})
    return found.length === 7 && found.filter(({ state }) => state === 'closed').length === 6 ? found : undefined
  })
  const held = cases.find(({ state }) => state !== 'closed')
  expect(held).toMatchObject({ state: 'held', reason: 'guard' })
  expect(await suspended()).toHaveLength(6)
  if (held === undefined) throw new TypeError('a case is held')

  await office.client.case.release.mutate({ case: held.id, reason: 'confirmed_with_hr' })
  expect(await office.follow(held.id)).toMatchObject({ state: 'closed' })
  expect(new Set(await suspended()).size).toBe(7)
})

describe('what the local policy of the agent forbids is vetoed, whatever the control plane has signed', () => {
  beforeAll(() => office.client.policy.save.mutate({ document: companyPolicy(['directory']) }))

  test('an account that it protects: nothing is done; once its owner has changed the policy, a retry closes the case', async () => {
    office.agent.setPolicy(`${agentPolicy(['directory'])}protected:\n  - userName: ${protectedPerson.userName}\n`)
    const before = await office.effects()
    csv = endNow(csv, protectedPerson.id)
    const stuck = await office.follow((await office.upload(csv)).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'vetoed' })
    expect(stuck.jobs).toMatchObject([{ app: 'directory', state: 'failed', failure: 'vetoed' }])
    expect(await office.effects()).toEqual(before)
    await repair(stuck)
    expect(await suspended()).toContain(protectedPerson.userName)
  })

  test('a verb that it does not list: not even the steps before it are done', async () => {
    const verbs = ['account.create', 'account.restore', 'profile.update', 'entitlement.revoke']
    office.agent.setPolicy(stringify({ allow: [{ app: 'directory', verbs }] }))
    const before = await office.effects()
    csv = moveDepartment(csv, { personId: '00163', department: 'Sales', title: 'Account Executive', managerId: '00001' })
    const stuck = await office.follow((await office.upload(csv)).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'vetoed' })
    expect(await office.effects()).toEqual(before)
    await repair(stuck)
  })

  test('more than it allows in an hour', async () => {
    office.agent.setPolicy(agentPolicy(['directory'], { suspend: 1 }))
    const before = await office.effects()
    csv = endNow(csv, '00155')
    const stuck = await office.follow((await office.upload(csv)).id)
    expect(stuck).toMatchObject({ state: 'needs_person', reason: 'vetoed' })
    expect(await office.effects()).toEqual(before)
    await repair(stuck)
  })
})

/** Larkfield has 118 people at work and two to come: with these, 120. */
function hireLongAgo(edited: string, personId: string): string {
  const name = { givenName: 'Robin', familyName: `Steady-${personId}`, department: 'Sales', title: 'Account Executive' }
  return addJoiner(edited, { ...name, personId, engagementId: `0${personId}`, managerId: '00001', startDate: '2020-01-01' })
}

/** The owner of the agent's machine changes their mind; an operator says "again". */
async function repair({ id }: CaseDetail): Promise<void> {
  office.agent.setPolicy(agentPolicy(['directory']))
  const { next } = await office.client.case.retry.mutate({ case: id })
  if (next === null) throw new Error('nothing was left to do')
  expect(await office.follow(next)).toMatchObject({ state: 'closed' })
}

async function suspended(): Promise<readonly string[]> {
  return (await office.effects()).filter(({ kind }) => kind === 'suspend').map(({ userName }) => userName)
}

import { describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { openJob, type TestAgent, testConnector } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import type { TestPeer } from '../../test/test-peer.ts'
import { cancelCase } from '../cases/cancel-case.ts'
import { CaseCommandError } from '../cases/case-command-error.ts'
import { CasePlanner } from '../cases/case-planner.ts'
import { listCases } from '../cases/list-cases.ts'
import { savePolicy } from '../policy/save-policy.ts'
import { importRoster } from '../roster/import-roster.ts'

const policy = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  wiki: { title: Wiki, account: { userName: person.workEmail, department: person.department } }
  crm: { title: CRM, account: { userName: person.workEmail } }
rules:
  - { name: everyone, when: 'true', grant: [wiki, wiki/readers] }
  - { name: sales, when: 'person.department == "Sales"', grant: [crm] }
`
const staff = 24
const rounds = 12

describe.each(testDialects)('everything at once on %s', (dialect) => {
  test('roster, planner, dispatchers, agent and operator do not block or break each other', async () => {
    await using fleet = await TestFleet.open(dialect)
    const { organization, member } = fleet.owner
    await savePolicy(fleet.services, { organization, member, document: policy })
    await upload(fleet, 0)
    const agent = await fleet.enrol()
    const verbs = [
      'account.create',
      'account.restore',
      'account.suspend',
      'profile.update',
      'entitlement.grant',
      'entitlement.revoke',
    ] as const
    agent.apps = ['wiki', 'crm'].map((app) => ({ app, connector: testConnector, verbs: [...verbs] }))
    const peer = await fleet.connect(agent)
    const stop = new AbortController()
    const working = work(agent, peer, stop.signal)
    const planner = new CasePlanner(fleet.services)
    const dispatchers = [fleet.newDispatcher(), fleet.newDispatcher()]
    for (let round = 1; round <= rounds; round += 1) {
      fleet.pass(1_000)
      await Promise.all([
        upload(fleet, round),
        planner.tick(fleet.at),
        ...dispatchers.map((dispatcher) => dispatcher.tick(fleet.at)),
        round % 3 === 0 ? cancelAny(fleet) : savePolicy(fleet.services, { organization, member, document: `${policy}# ${round}\n` }),
      ])
    }
    stop.abort()
    peer.socket.close()
    expect(await working).toBeGreaterThan(4)
    expect(fleet.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  }, 60_000)
})

/** Each round moves half of the company to another department and brings somebody new. */
async function upload(fleet: TestFleet, round: number): Promise<void> {
  const rows = Array.from({ length: staff + round }, (_, at) => {
    const department = (at + round) % 2 === 0 ? 'Sales' : 'Finance'
    return `p${at},g${at},Given,Family,p${at}@larkfield.example,employee,${department},2020-01-01`
  })
  const header = 'person_id,engagement_id,given_name,family_name,work_email,type,department,start_date'
  const bytes = Buffer.from(`${[header, ...rows].join('\n')}\n`)
  const { organization, member } = fleet.owner
  await importRoster(fleet.services, { organization, member, source: 'hr', bytes })
}

/** An agent that does what it is told as soon as it hears it; gives how much that was. */
async function work(agent: TestAgent, peer: TestPeer, signal: AbortSignal): Promise<number> {
  let done = 0
  for (;;) {
    const frame = await peer.next()
    if (frame === undefined || signal.aborted) return done
    if (frame.kind === 'goaway') throw new Error(`sent away: ${String(frame['code'])}`)
    if (frame.kind !== 'job') continue
    const { subject, steps } = openJob(frame['envelope'])
    const userName = subject?.account.userName ?? ''
    const state = { nativeId: userName, userName, externalId: subject?.person ?? '', active: true, profile: {}, entitlements: ['readers'] }
    done += 1
    peer.send(await agent.receipt(frame['envelope'], { sequence: done, states: steps.map(() => state) }))
  }
}

async function cancelAny(fleet: TestFleet): Promise<void> {
  const { organization, member } = fleet.owner
  const open = await listCases(fleet.services.database, { organization, states: ['running'], limit: 5 })
  for (const { id } of open)
    try {
      await cancelCase(fleet.services, { organization, case: id, by: member, reason: 'not_now' })
    } catch (error) {
      if (!(error instanceof CaseCommandError)) throw error
    }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Id } from '@rollcall/shared/ids'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { planSetSchema } from '@rollcall/shared/plan-set'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { addJoiner } from '../company/edit-roster.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { runCommand } from '../processes/run-command.ts'
import { endNow } from '../stage/end-now.ts'
import { type CaseDetail, look } from '../stage/follow-case.ts'
import { agentPolicy, companyPolicy } from '../stage/generous-policies.ts'
import { type Office, openOffice } from '../stage/open-office.ts'
import { programs } from '../stage/paths.ts'

// An administrator at the command line: `rollcall` is a process of its own here; control plane, agent and directory are the real ones in this process.

const privileged = 'dept-legal'
const policyDocument = z.looseObject({
  apps: z.looseObject({ directory: z.looseObject({}) }),
  rules: z.array(z.looseObject({ name: z.string(), when: z.string(), grant: z.array(z.string()) })),
})
let office: Office
let folder: string
let approver: { readonly token: string; readonly key: string }

beforeAll(async () => {
  office = await openOffice({ policy: policy() })
  folder = mkdtempSync(join(tmpdir(), 'rollcall-working-life-'))
  approver = await enrolApprover()
  office.agent.setPolicy(withSignatures(await rollcall(['approver', 'list', '--yaml'])))
}, 90_000)

afterAll(async () => {
  await office?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('a simulation leaves every row of the database and the whole directory as they were', async () => {
  const before = { rows: await dumpDatabase(), directory: await dumpDirectory(), effects: await office.effects() }
  const shown = await rollcall([
    'simulate',
    '--roster',
    file('roster.csv', edited()),
    '--policy',
    file('policy.yaml', policy({ auditors: true })),
  ])
  expect(shown).toMatch(/^leaver Nurul Hakim \(00057\): running$/m)
  expect(shown).toMatch(/^joiner Ada Byron \(00999\): running$/m)
  expect(shown).toMatch(
    /directory {2}entitlement\.grant dept-legal {2}because rule "auditors" because title is "Chief Financial Officer".*\(needs operators\)$/m,
  )
  expect(await dumpDatabase()).toEqual(before.rows)
  expect(await dumpDirectory()).toEqual(before.directory)
  expect(await office.effects()).toEqual(before.effects)
}, 60_000)

test('what is applied is what was shown, and a second time nothing', async () => {
  const output = join(folder, 'plan-set.json')
  const supposed = ['--roster', file('roster.csv', edited())]
  const shown = await rollcall(['simulate', ...supposed, '-o', output])
  const command = shown.split('\n').findLast((line) => line.startsWith('rollcall apply')) ?? ''
  const before = (await office.effects()).length
  expect(await rollcall(command.split(' ').slice(1))).toBe('done as simulated: 2 people\n')
  const cases = await Promise.all(['Nurul Hakim', 'Ada Byron'].map(async (name) => office.follow((await caseOf(name)).id)))
  expect(cases.map(({ kind, state }) => [kind, state])).toEqual([
    ['leaver', 'closed'],
    ['joiner', 'closed'],
  ])
  const planned = plannedIn(output).sort()
  const done = cases.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps.map(({ step }) => step.verb))).sort()
  expect(done).toEqual(planned)
  expect((await office.effects()).length - before).toBe(planned.length)
  await expect(rollcall(command.split(' ').slice(1))).rejects.toThrow('simulate again and look')
}, 60_000)

test('an order for cause is carried out at once, while HR still says that the person works here', async () => {
  const orderedAt = Date.now()
  await rollcall(['person', 'end', '00134', '--reason', 'security_incident'])
  const ended = await office.follow((await caseOf('Divya Ramesh')).id)
  expect(ended).toMatchObject({ kind: 'leaver', state: 'closed', agreedAt: null })
  expect(Date.parse(ended.closedAt ?? '') - orderedAt).toBeLessThan(20_000)
  expect(await rollcall(['case', 'show', ended.id])).toContain('ordered out for cause')
  expect(await rollcall(['order', 'list'])).toMatch(/for_cause +active .* not yet +Divya Ramesh/)
  expect(await account('divya.ramesh@larkfield.example')).toMatchObject({ active: false })
}, 60_000)

test('a privileged grant waits for an approval, and the agent believes none that nobody signed', async () => {
  await applyPolicy(policy({ auditors: true }))
  const asked = await waitingFor('Kwame Boateng')
  expect(await groupsOf('kwame.boateng@larkfield.example')).not.toContain(privileged)
  // The owner has no key: the control plane counts the vote, the agent does not.
  await rollcall(['approval', 'approve', asked])
  const vetoed = await settled('Kwame Boateng')
  expect(vetoed).toMatchObject({ state: 'needs_person', jobs: [{ failure: 'vetoed' }] })
  expect(await rollcall(['case', 'show', vetoed.id])).toContain('vetoed by the agent’s local policy: approval')
  expect(await groupsOf('kwame.boateng@larkfield.example')).not.toContain(privileged)

  await rollcall(['case', 'retry', vetoed.id])
  const again = await waitingFor('Kwame Boateng')
  await expect(rollcall(['approval', 'approve', again], approver.token)).rejects.toThrow('you have an approver key')
  await rollcall(['approval', 'approve', again, '--key', approver.key], approver.token)
  const closed = await settled('Kwame Boateng')
  expect(closed).toMatchObject({ state: 'closed', jobs: [{ state: 'done' }] })
  expect(await groupsOf('kwame.boateng@larkfield.example')).toContain(privileged)
  expect(await failedClaims(closed)).toEqual([])
}, 60_000)

test('a task that somebody does by hand, with a proof, closes the case', async () => {
  await applyPolicy(policy({ auditors: true, badges: true }))
  const task = await look(20_000, 'nobody was asked', async () => (await office.client.task.list.query({})).at(0))
  expect(task).toMatchObject({ title: 'Badges: make the account 00002', name: 'Kwame Boateng', state: 'open' })
  const waiting = await caseOf('Kwame Boateng')
  expect(waiting.state).toBe('running')
  await rollcall(['task', 'done', task.id, '--proof', file('proof.txt', 'badge 4711 handed over')])
  const closed = await office.follow(waiting.id)
  expect(closed).toMatchObject({ state: 'closed', tasks: [{ state: 'done' }] })
  expect(await failedClaims(closed)).toEqual([])
}, 60_000)

/** Nurul has left, Ada begins. */
function edited(): string {
  const ada = {
    personId: '00999',
    engagementId: '999999',
    givenName: 'Ada',
    familyName: 'Byron',
    title: 'Analyst',
    startDate: '2026-01-05',
  }
  return addJoiner(endNow(larkfieldRoster(), '00057'), { ...ada, department: 'Finance', managerId: '00002' })
}

/** The company's policy; with auditors, who get something privileged, and with badges, which people hand out. */
function policy({ auditors = false, badges = false } = {}): string {
  const document = policyDocument.parse(parse(companyPolicy(['directory'])))
  const directory = { ...document.apps.directory, entitlements: { [privileged]: { privileged: true, approval: 'operators' } } }
  const badge = {
    title: 'Badges',
    account: { userName: 'person.personKey' },
    manual: { assignee: 'operators', instructions: 'Ask facilities.' },
  }
  const when = "person.title == 'Chief Financial Officer'"
  return stringify({
    ...document,
    apps: { directory, ...(badges ? { badge } : {}) },
    rules: [
      ...document.rules,
      ...(auditors ? [{ name: 'auditors', when, grant: [`directory/${privileged}`] }] : []),
      ...(badges ? [{ name: 'badges', when, grant: ['badge'] }] : []),
    ],
  })
}

async function applyPolicy(document: string): Promise<void> {
  const shown = await rollcall(['simulate', '--policy', file('policy.yaml', document)])
  const command = shown.split('\n').findLast((line) => line.startsWith('rollcall apply')) ?? ''
  expect(await rollcall(command.split(' ').slice(1))).toBe('done as simulated: 1 person\n')
}

/** An operator with a key of their own. */
async function enrolApprover() {
  const added = await rollcall(['member', 'add', 'Olive Operator', '--role', 'operator'])
  const token = /rct_\S+/.exec(added)?.[0] ?? ''
  const key = join(folder, 'approver.key.pem')
  await rollcall(['approver', 'init', '--key', key], token)
  return { token, key }
}

/** The keys as `approver list --yaml` prints them; what is privileged needs the signature of one of them. */
function withSignatures(listed: string): string {
  const { approvals } = z.object({ approvals: z.object({ keys: z.array(z.unknown()) }) }).parse(parse(listed))
  const require = [{ verbs: ['entitlement.grant'], apps: ['directory'], entitlements: [privileged] }]
  return stringify({ ...z.looseObject({}).parse(parse(agentPolicy(['directory']))), approvals: { ...approvals, require } })
}

/** The command line as an operator uses it. @throws Error with what it says when it does not exit with 0 */
async function rollcall(args: readonly string[], token = office.owner.token): Promise<string> {
  const env = { ROLLCALL_URL: office.controlPlane.url, ROLLCALL_TOKEN: token }
  const { code, stdout, stderr } = await runCommand(process.execPath, [programs.controlPlane, ...args], { env, cwd: folder })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** The newest case about somebody. */
async function caseOf(name: string): Promise<CaseDetail> {
  const found = await look(20_000, `no case about ${name} was opened`, async () =>
    (await office.client.case.list.query({ limit: 20 })).find((one) => one.name === name),
  )
  return office.client.case.get.query({ case: found.id })
}

async function settled(name: string): Promise<CaseDetail> {
  return office.follow((await caseOf(name)).id)
}

/** The request that somebody's newest case waits for. */
async function waitingFor(name: string): Promise<Id<'approval'>> {
  return look(20_000, `nobody was asked about ${name}`, async () => {
    const asked = await office.client.approval.list.query({ state: 'pending' })
    return asked.find((one) => one.name === name)?.id
  })
}

async function failedClaims({ id }: CaseDetail): Promise<readonly string[]> {
  const { zip } = await office.client.evidence.exportCase.mutate({ case: id })
  const { claims } = await verifyPacket(Buffer.from(zip, 'base64'), office.controlPlane.rootFingerprint)
  return claims.filter(({ result }) => result === 'FAIL').map(({ claim }) => claim)
}

/** The verbs of every step in a signed plan set. */
function plannedIn(path: string): string[] {
  const { payload } = z.object({ payload: z.base64() }).parse(JSON.parse(readFileSync(path, 'utf8')))
  const { people } = planSetSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')))
  return people.flatMap(({ apps }) => apps.flatMap(({ steps }) => steps.map(({ verb }) => verb)))
}

/** Every row of every table, but for when an agent was last heard of. */
async function dumpDatabase(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { orm } = office.controlPlane.services.database
  const tables = [...new Set(Object.values(orm.getMetadata().getAll()).map(({ tableName }) => tableName))]
  const rows = await Promise.all(tables.map((table) => orm.em.getConnection().execute<readonly object[]>(`select * from "${table}"`)))
  return Object.fromEntries(
    tables.map((table, index) => [table, (rows[index] ?? []).map(withoutHeartbeat).toSorted((a, b) => (a < b ? -1 : 1))]),
  )
}

function withoutHeartbeat(row: object): string {
  return JSON.stringify({ ...row, last_seen_at: null })
}

/** Users and groups as the directory itself says. */
async function dumpDirectory(): Promise<unknown> {
  return Promise.all(['Users?count=500', 'Groups?count=500'].map(askDirectory))
}

const userSchema = z.object({ active: z.boolean(), groups: z.array(z.object({ display: z.string().optional() })).default([]) })

async function account(userName: string) {
  const filter = encodeURIComponent(`userName eq "${userName}"`)
  const { Resources } = z.object({ Resources: z.array(userSchema) }).parse(await askDirectory(`Users?filter=${filter}`))
  return Resources[0]
}

async function groupsOf(userName: string): Promise<readonly (string | undefined)[]> {
  return (await account(userName))?.groups.map(({ display }) => display) ?? []
}

async function askDirectory(path: string): Promise<unknown> {
  const answer = await fetch(`${office.front.url}/${path}`, { headers: { authorization: `Bearer ${office.directoryToken}` } })
  return answer.json()
}

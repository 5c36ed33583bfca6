import { requestApproval } from '@rollcall/control-plane/approvals/request-approval'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import { appRouter } from '@rollcall/control-plane/http/app-router'
import { type Action, actions, isAllowed } from '@rollcall/control-plane/organizations/authorize'
import type { CreatedMember } from '@rollcall/control-plane/organizations/create-organization'
import { roles } from '@rollcall/control-plane/organizations/roles'
import { defaultPolicySettings } from '@rollcall/control-plane/policy/default-settings'
import { askQuestion } from '@rollcall/control-plane/questions/ask-question'
import { Question } from '@rollcall/control-plane/questions/question.entity'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import { createTasks } from '@rollcall/control-plane/tasks/create-tasks'
import { openStage } from '@rollcall/control-plane/tasks/open-stage'
import { tasksOfCase } from '@rollcall/control-plane/tasks/tasks-of-case'
import { idSchema } from '@rollcall/shared/id-schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { endNow } from '../stage/end-now.ts'
import { companyPolicy } from '../stage/generous-policies.ts'
import { type Office, openOffice } from '../stage/open-office.ts'

/** What nobody has, after any prefix. */
const noId = '0'.repeat(32)

interface Cell {
  readonly action: Action
  readonly kind: 'query' | 'mutation'
  /** What is asked, about a thing of the office. */
  readonly input?: unknown
  /** Asked instead by our own members where the question above would set an agent to work. */
  readonly idle?: unknown
  /** True where the input names a thing by its id: then the other organization must be told that there is no such thing. */
  readonly namesThing?: true
}

let office: Office
let ids: Readonly<
  Record<'case' | 'agent' | 'person' | 'order' | 'task' | 'member' | 'approval' | 'account' | 'question' | 'exception', string>
>
const members = new Map<string, CreatedMember>()

/** Every procedure of the API; a test below fails when one is missing. */
const procedures: Readonly<Record<string, () => Cell>> = {
  'organization.get': () => ({ action: 'organization.read', kind: 'query' }),
  'organization.createMember': () => ({ action: 'member.create', kind: 'mutation', input: { name: 'Newcomer', role: 'auditor' } }),
  'organization.members': () => ({ action: 'member.read', kind: 'query' }),
  'organization.removeMember': () => ({ action: 'member.remove', kind: 'mutation', input: { member: ids.member }, namesThing: true }),
  'organization.linkMember': () => ({
    action: 'member.link',
    kind: 'mutation',
    input: { member: ids.member, personKey: '00057' },
    namesThing: true,
  }),
  'approverKey.challenge': () => ({ action: 'approver_key.add', kind: 'mutation' }),
  'approverKey.add': () => ({
    action: 'approver_key.add',
    kind: 'mutation',
    input: { name: 'key', publicKey: 'x', challenge: 'x', proof: 'eA==' },
  }),
  'approverKey.passkeyOptions': () => ({ action: 'approver_key.add', kind: 'mutation' }),
  'approverKey.addPasskey': () => ({ action: 'approver_key.add', kind: 'mutation', input: { name: 'key', response: {} } }),
  'approverKey.list': () => ({ action: 'approver_key.read', kind: 'query' }),
  'approverKey.revoke': () => ({ action: 'approver_key.revoke', kind: 'mutation', input: { key: '0'.repeat(64) }, namesThing: true }),
  'approval.list': () => ({ action: 'approval.read', kind: 'query', input: {} }),
  'approval.get': () => ({ action: 'approval.read', kind: 'query', input: { approval: ids.approval }, namesThing: true }),
  'approval.statement': () => ({
    action: 'approval.vote',
    kind: 'query',
    input: { approval: ids.approval, decision: 'approved' },
    idle: { approval: `apr_${noId}`, decision: 'approved' },
    namesThing: true,
  }),
  'approval.vote': () => ({
    action: 'approval.vote',
    kind: 'mutation',
    input: { approval: ids.approval, decision: 'refused' },
    namesThing: true,
  }),
  'roster.import': () => ({
    action: 'roster.import',
    kind: 'mutation',
    input: { source: 'hr', file: Buffer.from('x').toString('base64') },
  }),
  'roster.snapshots': () => ({ action: 'roster.read', kind: 'query' }),
  'roster.people': () => ({ action: 'roster.read', kind: 'query', input: {} }),
  'roster.asOf': () => ({ action: 'roster.read', kind: 'query', input: { on: '2026-01-31' } }),
  'roster.person': () => ({ action: 'roster.read', kind: 'query', input: { person: ids.person }, namesThing: true }),
  'policy.save': () => ({ action: 'policy.save', kind: 'mutation', input: { document: companyPolicy(['directory']) } }),
  'policy.draft': () => ({ action: 'policy.draft', kind: 'mutation', input: { document: companyPolicy(['directory']) } }),
  'policy.edit': () => ({ action: 'policy.draft', kind: 'mutation', input: { base: '', edits: [] } }),
  'policy.approve': () => ({ action: 'policy.approve', kind: 'mutation', input: { version: 0 } }),
  'policy.activate': () => ({ action: 'policy.activate', kind: 'mutation', input: { version: 1 }, idle: { version: 0 } }),
  'policy.active': () => ({ action: 'policy.read', kind: 'query' }),
  'policy.list': () => ({ action: 'policy.read', kind: 'query' }),
  'policy.get': () => ({ action: 'policy.read', kind: 'query', input: { version: 1 } }),
  'policy.diff': () => ({ action: 'policy.read', kind: 'query', input: { from: 1, to: 1 } }),
  'policy.schema': () => ({ action: 'policy.read', kind: 'query' }),
  'simulation.run': () => ({ action: 'simulation.run', kind: 'mutation', input: { policy: companyPolicy(['directory']) } }),
  'simulation.applyRun': () => ({
    action: 'simulation.apply',
    kind: 'mutation',
    input: { policy: companyPolicy(['directory']), hash: '0'.repeat(64) },
  }),
  'account.refresh': () => ({ action: 'account.refresh', kind: 'mutation', input: { app: 'directory' }, idle: { app: 'nowhere' } }),
  'account.summary': () => ({ action: 'account.read', kind: 'query' }),
  'account.orphans': () => ({ action: 'account.read', kind: 'query' }),
  'account.list': () => ({ action: 'account.read', kind: 'query', input: {} }),
  'account.link': () => ({
    action: 'account.decide',
    kind: 'mutation',
    input: { account: ids.account, person: ids.person },
    namesThing: true,
  }),
  'account.unlink': () => ({ action: 'account.decide', kind: 'mutation', input: { account: ids.account }, namesThing: true }),
  'account.setType': () => ({
    action: 'account.decide',
    kind: 'mutation',
    input: { account: ids.account, type: 'service', responsible: ids.person },
    namesThing: true,
  }),
  'account.protect': () => ({
    action: 'account.decide',
    kind: 'mutation',
    input: { account: ids.account, isProtected: true },
    namesThing: true,
  }),
  'account.disable': () => ({ action: 'account.decide', kind: 'mutation', input: { account: ids.account }, namesThing: true }),
  'question.list': () => ({ action: 'question.read', kind: 'query', input: { person: ids.person } }),
  'question.get': () => ({ action: 'question.read', kind: 'query', input: { question: ids.question }, namesThing: true }),
  'question.answer': () => ({
    action: 'question.answer',
    kind: 'mutation',
    input: { question: ids.question, answer: 'keep' },
    namesThing: true,
  }),
  'exception.list': () => ({ action: 'exception.read', kind: 'query', input: { person: ids.person } }),
  'exception.open': () => ({
    action: 'exception.open',
    kind: 'mutation',
    input: { person: ids.person, kind: 'grant', app: 'directory', days: 1, reason: 'cover' },
    namesThing: true,
  }),
  'exception.close': () => ({ action: 'exception.close', kind: 'mutation', input: { exception: ids.exception }, namesThing: true }),
  'case.list': () => ({ action: 'case.read', kind: 'query', input: { person: ids.person } }),
  'case.get': () => ({ action: 'case.read', kind: 'query', input: { case: ids.case }, namesThing: true }),
  'case.release': () => ({ action: 'case.decide', kind: 'mutation', input: { case: ids.case, reason: 'emergency' }, namesThing: true }),
  'case.reject': () => ({ action: 'case.decide', kind: 'mutation', input: { case: ids.case, reason: 'not_now' }, namesThing: true }),
  'case.postpone': () => ({ action: 'case.decide', kind: 'mutation', input: { case: ids.case, until: '2999-01-01' }, namesThing: true }),
  'case.waive': () => ({
    action: 'case.decide',
    kind: 'mutation',
    input: { case: ids.case, item: { left: { app: 'wiki', reason: 'protected' } }, reason: 'accepted_risk' },
    namesThing: true,
  }),
  'schedule.list': () => ({ action: 'case.read', kind: 'query', input: {} }),
  'case.retry': () => ({ action: 'case.decide', kind: 'mutation', input: { case: ids.case }, namesThing: true }),
  'case.cancel': () => ({ action: 'case.decide', kind: 'mutation', input: { case: ids.case, reason: 'not_now' }, namesThing: true }),
  'agent.createToken': () => ({ action: 'agent.enrol', kind: 'mutation' }),
  'agent.list': () => ({ action: 'agent.read', kind: 'query' }),
  'agent.revoke': () => ({ action: 'agent.revoke', kind: 'mutation', input: { agent: ids.agent }, namesThing: true }),
  'order.give': () => ({
    action: 'order.give',
    kind: 'mutation',
    input: { person: ids.person, kind: 'legal_hold', reason: 'litigation' },
    namesThing: true,
  }),
  'order.confirm': () => ({ action: 'order.give', kind: 'mutation', input: { order: ids.order }, namesThing: true }),
  'order.refuse': () => ({ action: 'order.give', kind: 'mutation', input: { order: ids.order }, namesThing: true }),
  'order.lift': () => ({ action: 'order.give', kind: 'mutation', input: { order: ids.order, reason: 'cleared' }, namesThing: true }),
  'order.list': () => ({ action: 'order.read', kind: 'query', input: {} }),
  'task.list': () => ({ action: 'task.read', kind: 'query', input: {} }),
  'task.get': () => ({ action: 'task.read', kind: 'query', input: { task: ids.task }, namesThing: true }),
  'task.complete': () => ({ action: 'task.complete', kind: 'mutation', input: { task: ids.task }, namesThing: true }),
  'task.waive': () => ({ action: 'task.waive', kind: 'mutation', input: { task: ids.task, reason: 'accepted_risk' }, namesThing: true }),
  'notice.list': () => ({ action: 'notice.read', kind: 'query', input: { all: true } }),
  'notice.markSeen': () => ({ action: 'notice.see', kind: 'mutation', input: { notices: [`ntc_${noId}`] } }),
  'evidence.exportCase': () => ({ action: 'evidence.export', kind: 'mutation', input: { case: ids.case }, namesThing: true }),
  'evidence.checkpoint': () => ({ action: 'evidence.read', kind: 'query' }),
}

beforeAll(async () => {
  office = await openOffice()
  const found = await office.follow((await office.upload(endNow(larkfieldRoster(), '00057'))).id)
  await addMembers('own', (await office.client.organization.get.query()).id)
  await addMembers('other', (await office.controlPlane.addOrganization('Harbour Street Bakery')).organization)
  const { order } = await office.client.order.give.mutate({ person: found.person, kind: 'legal_hold', reason: 'litigation' })
  const asked = { member: members.get('own owner')?.member ?? '', approval: await askForApproval(found.id) }
  ids = {
    ...asked,
    ...(await reconcile(found.person)),
    case: found.id,
    agent: office.agent.identity.agent,
    person: found.person,
    order,
    task: await openTask(found.id),
  }
}, 60_000)

afterAll(() => office?.[Symbol.asyncDispose]())

test('the table names every procedure of the API, and every action of the authorization table', () => {
  expect(Object.keys(procedures).sort()).toEqual(Object.keys(appRouter._def.procedures).sort())
  expect([...new Set(Object.values(procedures).map((cell) => cell().action))].sort()).toEqual([...actions].sort())
})

describe.each(Object.keys(procedures))('%s', (path) => {
  test.each(roles)('by %s of the own organization goes exactly as the authorization table says', async (role) => {
    const answer = await call(path, `own ${role}`, { harmless: true })
    if (isAllowed(role, cellOf(path).action)) expect([200, 400, 404, 409]).toContain(answer.status)
    else expect(answer).toMatchObject({ status: 403, appCode: 'forbidden' })
  })

  test.each(roles)('by %s of another organization shows and changes nothing of ours', async (role) => {
    const before = await standing()
    const { namesThing, action } = cellOf(path)
    const answer = await call(path, `other ${role}`)
    if (!isAllowed(role, action)) expect(answer.status).toBe(403)
    else if (namesThing === true) expect(outcomeOf(answer)).toEqual(outcomeOf(await call(path, `other ${role}`, { absent: true })))
    else expect([200, 400, 404, 409]).toContain(answer.status)
    for (const secret of await thingsOfOurs()) expect(answer.text).not.toContain(secret)
    expect(await standing()).toEqual(before)
  })

  test('without a token, or with one that nobody has, is refused', async () => {
    expect((await call(path, 'nobody')).status).toBe(401)
    expect((await call(path, 'a stranger')).status).toBe(401)
  })
})

function cellOf(path: string): Cell {
  const cell = procedures[path]?.()
  if (cell === undefined) throw new RangeError(`there is no procedure ${path}`)
  return cell
}

/** What a case of ours asks people to agree to. */
async function askForApproval(ofCase: string): Promise<string> {
  const { database, now, random } = office.controlPlane.services
  const need = { route: 'operators' as const, scope: ['wiki'], owner: null }
  return database.transact(async (em) => {
    const lifecycle = await em.findOneOrFail(Case, { id: idSchema('case').parse(ofCase) })
    const person = await em.findOneOrFail(Person, { id: lifecycle.person })
    const wanted = { lifecycle, person, need, effects: [], requestedBy: [], settings: defaultPolicySettings.approvals }
    return (await requestApproval(em, wanted, { at: now(), random })).id
  })
}

/** What a case of ours asks a person to do. */
async function openTask(ofCase: string): Promise<string> {
  const { database, now, random } = office.controlPlane.services
  const task = { key: 'wiki', app: null, title: 'Hand over the wiki', instructions: '', account: null, steps: [], stage: 0, days: 1 }
  return database.transact(async (em) => {
    const lifecycle = await em.findOneOrFail(Case, { id: idSchema('case').parse(ofCase) })
    const person = await em.findOneOrFail(Person, { id: lifecycle.person })
    const tasks = [{ ...task, assignee: { kind: 'operators' as const } }]
    await createTasks(em, { lifecycle, person, tasks }, { at: now(), random })
    await openStage(em, { case: lifecycle.id, stage: 0, at: now() })
    const [opened] = await tasksOfCase(em, lifecycle.id)
    return opened?.id ?? ''
  })
}

/** An account, a question about it and an exception of ours. */
async function reconcile(of: string): Promise<Readonly<Record<'account' | 'question' | 'exception', string>>> {
  const person = idSchema('person').parse(of)
  const [account] = await office.client.account.list.query({ app: 'directory', limit: 1 })
  if (account === undefined) throw new Error('the directory shows no account')
  const terms = { kind: 'withhold', app: 'directory', days: 30, reason: 'cover' } as const
  const { exception } = await office.client.exception.open.mutate({ person, ...terms })
  const { database, now, random } = office.controlPlane.services
  const { id: organization } = await office.client.organization.get.query()
  const question = await database.transact(async (em) => {
    const draft = { organization, kind: 'orphan', key: 'orphan of ours', account: account.id, app: 'directory', details: {} } as const
    await askQuestion(em, draft, { at: now(), random })
    return em.findOneOrFail(Question, { key: draft.key })
  })
  return { account: account.id, question: question.id, exception }
}

async function addMembers(whose: 'own' | 'other', organization: CreatedMember['organization']): Promise<void> {
  for (const role of roles) members.set(`${whose} ${role}`, await office.controlPlane.addMember(organization, role))
}

interface Answer {
  readonly status: number
  readonly appCode: string | undefined
  readonly message: string | undefined
  readonly text: string
}

/** As any program would: plain HTTP. `harmless` and `absent` ask the same about a thing that does not exist. */
async function call(path: string, who: string, how: { harmless?: true; absent?: true } = {}): Promise<Answer> {
  const { kind, input, idle, namesThing } = cellOf(path)
  const isAboutNothing = namesThing === true && (how.absent === true || (how.harmless === true && kind === 'mutation'))
  const asked = isAboutNothing ? aboutNothing(input) : how.harmless === true ? (idle ?? input) : input
  const token = members.get(who)?.token ?? (who === 'a stranger' ? `rct_${'x'.repeat(43)}` : undefined)
  const url = new URL(`/trpc/${path}`, office.controlPlane.url)
  if (kind === 'query' && asked !== undefined) url.searchParams.set('input', JSON.stringify(asked))
  const response = await fetch(url, {
    method: kind === 'query' ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(kind === 'mutation' && asked !== undefined ? { body: JSON.stringify(asked) } : {}),
  })
  const text = await response.text()
  const { error } = errorSchema.parse(JSON.parse(text))
  return { status: response.status, appCode: error?.data.appCode, message: withoutIds(error?.message), text }
}

const errorSchema = z.object({ error: z.object({ message: z.string(), data: z.object({ appCode: z.string() }) }).optional() })

/** The same question about things that nobody has. */
function aboutNothing(input: unknown): unknown {
  const asked = z.record(z.string(), z.unknown()).parse(input)
  const withoutId = (value: unknown) => (typeof value === 'string' ? value.replace(/(?<=^[a-z]{3}_)[0-9a-f]{32}$/, noId) : value)
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, withoutId(value)]))
}

/** An id of ours is answered exactly as one that does not exist. */
function outcomeOf({ status, appCode, message }: Answer) {
  expect([400, 404]).toContain(status)
  return { status, appCode, message }
}

function withoutIds(message: string | undefined): string | undefined {
  return message?.replaceAll(/[a-z]{3}_[0-9a-f]{32}/g, 'an id')
}

/** What nobody of another organization may read anywhere. Ids that they sent themselves may come back in a message. */
async function thingsOfOurs(): Promise<readonly string[]> {
  const { logOrigin, id } = await office.client.organization.get.query()
  return [logOrigin, id, 'Larkfield', 'Nurul', 'larkfield.example', 'office']
}

async function standing(): Promise<unknown> {
  const { client, agent } = office
  return {
    people: await client.roster.people.query({ limit: 500 }),
    snapshots: await client.roster.snapshots.query(),
    policy: await client.policy.active.query(),
    cases: await client.case.list.query({}),
    accounts: await client.account.summary.query(),
    checkpoint: (await client.evidence.checkpoint.query()).checkpoint.split('\n').slice(0, 3),
    agent: (await client.agent.list.query()).map(({ id, status }) => ({ id, status, isOurs: id === agent.identity.agent })),
    effects: await office.effects(),
  }
}

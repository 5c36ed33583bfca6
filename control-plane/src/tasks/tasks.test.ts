import { sha256Hex } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { ledgerEntries } from '../../test/ledger-entries.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany, testPolicy } from '../../test/test-company.ts'
import { Case } from '../cases/case.entity.ts'
import { endCase } from '../cases/end-case.ts'
import { openCase } from '../cases/open-case.ts'
import type { Dialect } from '../database/database.ts'
import { listNotices } from '../notifications/list-notices.ts'
import type { PlannedTask } from '../planning/plan.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { completeTask } from './complete-task.ts'
import { createTasks } from './create-tasks.ts'
import { getTask, listTasks } from './list-tasks.ts'
import { openStage } from './open-stage.ts'
import { maxProofBytes } from './proof.ts'
import { settledTaskKeys } from './settled-tasks.ts'
import { TaskRecord } from './task.entity.ts'
import { TaskClock } from './task-clock.ts'
import { TaskProof } from './task-proof.entity.ts'
import { tasksOfCase } from './tasks-of-case.ts'
import { waiveTask } from './waive-task.ts'

const plain: PlannedTask = {
  key: 'notebook',
  app: null,
  title: 'Collect the notebook',
  instructions: 'Room 4',
  account: null,
  steps: [],
  stage: 1,
  assignee: { kind: 'operators' },
  days: 5,
}
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

describe.each(testDialects)('tasks on %s', (dialect) => {
  test('wait for their stage, and their days count from then', async () => {
    await using company = await withPeople(dialect)
    const { tasks } = await caseWith(company, [plain, { ...plain, key: 'late', stage: 2 }])
    expect(tasks.map(({ key, state, dueAt }) => [key, state, dueAt.toISOString()])).toEqual([
      ['notebook', 'open', '2026-06-06T09:00:00.000Z'],
      ['late', 'waiting', '2026-06-06T08:00:00.000Z'],
    ])
  })

  test('fall to whom they name where that is a member, and to any operator otherwise', async () => {
    await using company = await withPeople(dialect)
    const bo = await addMember(company, 'operator', 'bo')
    await addMember(company, 'operator', 'ada')
    await addMember(company, 'auditor', 'cy')
    const assignees: readonly PlannedTask['assignee'][] = [
      { kind: 'manager' },
      { kind: 'person', personKey: 'bo' },
      { kind: 'person', personKey: 'ada' },
      { kind: 'person', personKey: 'cy' },
      { kind: 'person', personKey: 'nobody' },
      { kind: 'owner' },
      { kind: 'operators' },
    ]
    const { tasks } = await caseWith(
      company,
      assignees.map((assignee, index) => ({ ...plain, app: 'wiki', assignee, key: String(index) })),
    )
    const byKey = new Map(tasks.map(({ key, assignedTo }) => [key, assignedTo ?? null]))
    expect(assignees.map((_, index) => byKey.get(String(index)))).toEqual([bo, bo, null, null, null, bo, null])
  })

  test('move to the next manager when HR names another, where they fell to the last; what is done stays', async () => {
    await using company = await withPeople(dialect)
    const bo = await addMember(company, 'operator', 'bo')
    const cy = await addMember(company, 'operator', 'cy')
    const { ports, organization, owner: by } = company
    const manager = { ...plain, assignee: { kind: 'manager' } } as const
    const bos = { ...plain, key: 'bos', assignee: { kind: 'person', personKey: 'bo' } } as const
    const { tasks } = await caseWith(company, [manager, { ...manager, key: 'done' }, { ...manager, key: 'late', stage: 2 }, bos])
    await completeTask(ports, { organization, by, task: tasks.find(({ key }) => key === 'done')?.id ?? 'tsk_' })
    await company.upload({ ada: { manager: 'cy' } })
    await new TaskClock(ports).tick(company.at)
    const now = await ports.database.read((em) => em.find(TaskRecord, {}, { orderBy: { key: 'asc' } }))
    expect(Object.fromEntries(now.map(({ key, assignedTo }) => [key, assignedTo]))).toEqual({ bos: bo, done: bo, late: cy, notebook: cy })
    await company.upload({ ada: { manager: '' } })
    await new TaskClock(ports).tick(company.at)
    expect(await ports.database.read((em) => em.count(TaskRecord, { assignedTo: null }))).toBe(2)
  })

  test('are done with a proof, whose hash the ledger keeps; nobody asks for them again', async () => {
    await using company = await withPeople(dialect)
    const { task, person } = await oneTask(company, plain)
    const { organization, owner: by, ports } = company
    await completeTask(ports, { organization, by, task, proof: { name: 'receipt.png', type: 'image/png', bytes: png } })
    const caller = { organization, member: by, role: 'owner' } as const
    expect(await getTask(ports.database, caller, task)).toMatchObject({
      state: 'done',
      settledAt: company.at.toISOString(),
      proof: { name: 'receipt.png', type: 'image/png', sha256: sha256Hex(png) },
    })
    const kept = await ports.database.read((em) => em.findOneOrFail(TaskProof, { task }))
    expect(Buffer.from(kept.bytes)).toEqual(png)
    expect(await ledgerEntries(company, 'access.manual')).toMatchObject([{ task, member: by, proof: sha256Hex(png) }])
    expect(await ports.database.read((em) => settledTaskKeys(em, [person]))).toEqual(new Map([[person, new Set(['notebook'])]]))
    await expect(completeTask(ports, { organization, by, task })).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('a file that is not what it says, that is empty or too large, is no proof', async () => {
    await using company = await withPeople(dialect)
    const { task } = await oneTask(company, plain)
    const { organization, owner: by, ports } = company
    for (const [type, bytes] of [
      ['application/pdf', png],
      ['text/plain', Buffer.alloc(0)],
      ['text/plain', Buffer.alloc(maxProofBytes + 1)],
    ] as const)
      await expect(completeTask(ports, { organization, by, task, proof: { name: 'x', type, bytes } })).rejects.toMatchObject({
        code: 'bad_proof',
      })
    expect((await listTasks(ports.database, { organization, member: by, role: 'owner' }, { all: false })).map(({ id }) => id)).toEqual([
      task,
    ])
  })

  test('a task about an account says what the account is like from now on', async () => {
    await using company = await withPeople(dialect)
    const draft = { userName: 'ada', externalId: 'x', profile: { displayName: 'Ada' } }
    const steps = [{ verb: 'account.create', draft } as const, { verb: 'entitlement.grant', entitlement: 'staff' } as const]
    const because = { because: ['everyone'], why: [] }
    const byHand = { ...plain, app: 'archive', account: { userName: 'ada' }, steps: steps.map((step) => ({ step, ...because })) }
    const { task } = await oneTask(company, byHand)
    await completeTask(company.ports, { organization: company.organization, by: company.owner, task })
    expect(await company.access('ada')).toEqual({ archive: 'on staff' })
    const off = { ...byHand, key: 'off', steps: [{ step: { verb: 'account.suspend' } as const, ...because }] }
    const next = await oneTask(company, off)
    await completeTask(company.ports, { organization: company.organization, by: company.owner, task: next.task })
    expect(await company.access('ada')).toEqual({ archive: 'off staff' })
  })

  test('are waived by name and reason, and leave the account as it was', async () => {
    await using company = await withPeople(dialect)
    const { task, person } = await oneTask(company, { ...plain, app: 'wiki' })
    const { organization, owner: by, ports } = company
    await waiveTask(ports, { organization, by, task, reason: 'app_is_gone' })
    expect(await ledgerEntries(company, 'access.waived')).toMatchObject([{ task, member: by, reason: 'app_is_gone', app: 'wiki' }])
    expect(await ports.database.read((em) => settledTaskKeys(em, [person]))).toEqual(new Map([[person, new Set(['notebook'])]]))
    await expect(completeTask(ports, { organization, by, task })).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('nobody settles one about themselves, and an approver only what is theirs', async () => {
    await using company = await withPeople(dialect)
    const ada = await addMember(company, 'operator', 'ada')
    const bo = await addMember(company, 'approver', 'bo')
    const { tasks } = await caseWith(company, [plain, { ...plain, key: 'mine', assignee: { kind: 'manager' } }])
    const [open, mine] = ['notebook', 'mine'].map((key) => tasks.find((task) => task.key === key)?.id)
    if (open === undefined || mine === undefined) throw new Error('two tasks')
    const { organization, ports } = company
    await expect(completeTask(ports, { organization, by: ada, task: open })).rejects.toMatchObject({ code: 'not_yours' })
    await expect(completeTask(ports, { organization, by: bo, task: open })).rejects.toMatchObject({ code: 'not_yours' })
    const caller = { organization, member: bo, role: 'approver' } as const
    expect((await listTasks(ports.database, caller, { all: true })).map(({ id }) => id)).toEqual([mine])
    await expect(getTask(ports.database, caller, open)).rejects.toMatchObject({ code: 'not_found' })
    await completeTask(ports, { organization, by: bo, task: mine })
  })

  test('what is not done in time is told once to those who stand in', async () => {
    await using company = await withPeople(dialect)
    const { task } = await oneTask(company, plain)
    const clock = new TaskClock(company.ports)
    company.moveTo('2026-06-06T08:59:59Z')
    await clock.tick(company.at)
    expect(await ledgerEntries(company, 'task.escalated')).toEqual([])
    for (const instant of ['2026-06-06T09:00:00Z', '2026-06-07T09:00:00Z']) {
      company.moveTo(instant)
      await clock.tick(company.at)
    }
    expect(await ledgerEntries(company, 'task.escalated', 'notice.given')).toMatchObject([
      { t: 'task.escalated', task },
      { t: 'notice.given', kind: 'task_escalated' },
    ])
    const told = await listNotices(
      company.ports.database,
      { organization: company.organization, member: company.owner, role: 'owner' },
      { all: false },
    )
    expect(told).toMatchObject([{ kind: 'task_escalated', details: { task, title: 'Collect the notebook' } }])
  })

  test('end with their case', async () => {
    await using company = await withPeople(dialect)
    const { lifecycle } = await caseWith(company, [plain, { ...plain, key: 'late', stage: 2 }])
    const moment = { at: company.at, random: company.ports.random }
    const tasks = await company.ports.database.transact(async (em) => {
      const found = await em.findOneOrFail(Case, { id: lifecycle })
      await endCase(em, { lifecycle: found, state: 'cancelled', reason: 'cancelled', moment })
      await em.flush()
      return tasksOfCase(em, lifecycle)
    })
    expect(tasks.map(({ state }) => state)).toEqual(['revoked', 'revoked'])
  })
})

/** Bo manages Ada and answers for the wiki. */
async function withPeople(dialect: Dialect): Promise<TestCompany> {
  const company = await TestCompany.open(dialect, testPolicy.replace('    title: Wiki\n', '    title: Wiki\n    owner: bo\n'))
  await company.upload({ ada: { manager: 'bo' }, bo: {}, cy: {} })
  return company
}

/** A case of Ada's with these tasks at eight o'clock; an hour later its first stage is opened. */
async function caseWith(company: TestCompany, tasks: readonly PlannedTask[]) {
  const { ports, organization } = company
  const moment = { at: company.at, random: ports.random }
  const ids = await ports.database.transact(async (em) => {
    const person = await em.findOneOrFail(Person, { organization, personKey: 'ada' })
    const policyDigest = (await activePolicy(em, organization))?.policy.digest ?? ''
    const plan = { kind: 'mover', apps: [], tasks, left: [], lost: [], approval: null } as const
    const lifecycle = openCase(em, { person, plan, policyDigest, effectiveAt: company.at, tripped: [], reason: null }, moment)
    lifecycle.state = 'running'
    await createTasks(em, { lifecycle, person, tasks }, moment)
    return { lifecycle: lifecycle.id, person: person.id }
  })
  company.moveTo(new Date(company.at.getTime() + 3_600_000).toISOString())
  await ports.database.transact((em) => openStage(em, { case: ids.lifecycle, stage: 1, at: company.at }))
  const made = await ports.database.read((em) => em.find(TaskRecord, { case: ids.lifecycle }, { orderBy: { stage: 'asc', key: 'asc' } }))
  return { ...ids, tasks: made }
}

async function oneTask(company: TestCompany, task: PlannedTask): Promise<{ task: Id<'task'>; person: Id<'person'> }> {
  const { tasks, person } = await caseWith(company, [task])
  const [made] = tasks
  if (made === undefined) throw new Error('one task')
  return { task: made.id, person }
}

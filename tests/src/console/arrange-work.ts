import { AccountRecord } from '@rollcall/control-plane/accounts/account.entity'
import { recordObservation } from '@rollcall/control-plane/accounts/record-observation'
import { advanceCase } from '@rollcall/control-plane/cases/advance-case'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import type { JobState } from '@rollcall/control-plane/dispatch/job-states'
import type { Id } from '@rollcall/shared/ids'
import type { StepReceipt } from '@rollcall/shared/receipt'
import { addJoiner, endEngagement, moveDepartment } from '../company/edit-roster.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { dateIn, daysBefore } from '../stage/dates.ts'
import { look } from '../stage/follow-case.ts'
import { type ConsoleStage, importRoster } from './console-stage.ts'

/** Their last day is long over. In a company of this size the guard lets six people lose access in a day: all but one. The mover keeps everything for the handover. */
const leavers = ['00089', '00057', '00099', '00060', '00061', '00064', '00144'] as const

/** One case of every kind in the states that an operator meets. */
export interface ArrangedWork {
  readonly joiner: Id<'case'>
  readonly mover: Id<'case'>
  readonly closed: Id<'case'>
  readonly held: Id<'case'>
}

/** A morning's work: a joiner under way, a mover that needs a person, leavers, one done and one held. Agents are played by what they would write. */
export async function arrangeWork(stage: ConsoleStage): Promise<ArrangedWork> {
  const today = dateIn('UTC', new Date())
  const arrived = rosterOfArrivals(today)
  await importRoster(stage.client, arrived)
  await waitForCases(stage, 2)
  await importRoster(stage.client, rosterOfLeavers(arrived, today))
  const cases = await waitForCases(stage, 2 + leavers.length)
  const joiner = caseWhere(cases, ({ kind }) => kind === 'joiner')
  const mover = caseWhere(cases, ({ kind }) => kind === 'mover')
  const held = caseWhere(cases, ({ state }) => state === 'held')
  const closed = caseWhere(cases, ({ kind, state }) => kind === 'leaver' && state === 'running')
  await showJoinerUnderWay(stage, joiner)
  await setJob(stage, { case: mover, app: 'chat', state: 'failed', failure: 'unauthorized', outcomes: ['changed', 'failed'] })
  await finishLeaver(stage, closed)
  return { joiner, mover, closed, held }
}

type Cases = Awaited<ReturnType<ConsoleStage['client']['case']['list']['query']>>

/** The planner is told at once and needs a moment. */
async function waitForCases({ client }: ConsoleStage, count: number): Promise<Cases> {
  return look(20_000, `${count} cases were not opened`, async () => {
    const cases = await client.case.list.query({})
    return cases.length === count ? cases : undefined
  })
}

function rosterOfArrivals(today: string): string {
  const noor = { personId: '00901', engagementId: '000901', givenName: 'Noor', familyName: 'Haddad' }
  const place = { department: 'Engineering', title: 'Optics Engineer', managerId: '00031', startDate: daysBefore(today, 1) }
  const joined = addJoiner(larkfieldRoster(), { ...noor, ...place })
  return moveDepartment(joined, { personId: '00048', department: 'Sales', title: 'Account Executive', managerId: '00001' })
}

function rosterOfLeavers(roster: string, today: string): string {
  return leavers.reduce((csv, personId) => endEngagement(csv, { personId, endDate: daysBefore(today, 3) }), roster)
}

function caseWhere(cases: Cases, isWanted: (one: Cases[number]) => boolean): Id<'case'> {
  const found = cases.find(isWanted)
  if (found === undefined) throw new Error('the arranged morning lacks a case')
  return found.id
}

async function showJoinerUnderWay(stage: ConsoleStage, id: Id<'case'>): Promise<void> {
  await setJob(stage, { case: id, app: 'directory', state: 'done', outcomes: ['changed', 'already', 'changed'] })
  const job = await setJob(stage, { case: id, app: 'chat', state: 'leased', outcomes: [] })
  stage.controlPlane.services.progress.set({ kind: 'progress', job, step: 1, of: 3, state: 'reading_back' })
}

async function finishLeaver(stage: ConsoleStage, id: Id<'case'>): Promise<void> {
  const { jobs } = await stage.client.case.get.query({ case: id })
  for (const { app, steps } of jobs) {
    await observeLeft(stage, id, app)
    await setJob(stage, { case: id, app, state: 'done', outcomes: steps.map(() => 'changed' as const) })
  }
}

/** What an agent reads back after a leaver's steps. */
async function observeLeft(
  { controlPlane: { services }, owner: { organization } }: ConsoleStage,
  id: Id<'case'>,
  app: string,
): Promise<void> {
  const { database, random, now } = services
  await database.transact(async (em) => {
    const { person, account: query } = await em.findOneOrFail(JobRecord, { case: id, app })
    const { nativeId, userName, profile } = await em.findOneOrFail(AccountRecord, { organization, person, app })
    const account = { nativeId, userName, profile, active: false, entitlements: [] }
    await recordObservation(em, {
      organization,
      app,
      at: now(),
      random,
      person: person ?? null,
      query: query ?? null,
      account,
      created: false,
    })
  })
}

interface ArrangedJob {
  readonly case: Id<'case'>
  readonly app: string
  readonly state: JobState
  readonly failure?: string
  readonly outcomes: readonly StepReceipt['outcome'][]
}

async function setJob({ controlPlane: { services } }: ConsoleStage, arranged: ArrangedJob): Promise<Id<'job'>> {
  const { database, random, now } = services
  return database.transact(async (em) => {
    const at = now()
    const job = await em.findOneOrFail(JobRecord, { case: arranged.case, app: arranged.app })
    const isOver = arranged.state !== 'leased'
    em.assign(job, {
      state: arranged.state,
      attempt: 1,
      failure: arranged.failure ?? null,
      leaseUntil: isOver ? null : new Date(at.getTime() + 3_600_000),
      startedAt: new Date(at.getTime() - 1_300),
      finishedAt: isOver ? at : null,
      outcome: arranged.outcomes.map((outcome, index) => receiptOf(job, { outcome, index, at })),
    })
    await em.flush()
    await advanceCase(em, arranged.case, { at, random })
    return job.id
  })
}

function receiptOf(
  { steps }: JobRecord,
  { outcome, index, at }: { outcome: StepReceipt['outcome']; index: number; at: Date },
): StepReceipt {
  return {
    index,
    verb: steps[index]?.verb ?? 'account.read',
    outcome,
    ...(outcome === 'failed' ? { failure: { kind: 'unauthorized' as const } } : {}),
    reconciled: false,
    startedAt: new Date(at.getTime() - 400).toISOString(),
    finishedAt: at.toISOString(),
    exchanges: [],
  }
}

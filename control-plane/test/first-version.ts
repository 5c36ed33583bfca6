import { createHash } from 'node:crypto'
import { digestOf } from '@rollcall/shared/digest'
import { type Id, type IdKind, toId } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { userNameKey } from '../src/accounts/user-name-key.ts'
import type { Database } from '../src/database/database.ts'
import { parsePolicy } from '../src/policy/parse-policy.ts'
import { testPolicy } from './test-company.ts'

const organization = idOf('organization', 'Larkfield')
const member = idOf('member', 'Olive')
const source = idOf('source', 'hr')
/** When everything in here happened. */
const at = new Date('2026-05-01T08:00:00Z')
const later = new Date('2026-05-02T08:00:00Z')

/**
 * A company as the first version of the software stored it, for a database that has the tables of the first migration and no others: ada was given her
 * accounts, bob has left and lost his, cyd's end is held by the guard, dan's first day is under way, and eve has left with an account that somebody
 * else had switched off. fay's account was switched off and on again by jobs, and off by somebody; HR lists her no longer.
 */
export async function fillFirstVersion(
  database: Database,
): Promise<{ readonly organization: Id<'organization'>; readonly member: Id<'member'> }> {
  const put = (table: string, rows: readonly Readonly<Record<string, unknown>>[]) => insert(database, table, rows)
  await put('organization', [{ id: organization, name: 'Larkfield', log_origin: 'example.test/log/1', created_at: at }])
  await put('member', [{ id: member, organization, name: 'Olive', role: 'owner', token_hash: 'hash', created_at: at }])
  await put('source', [{ id: source, organization, name: 'hr', kind: 'csv', date_format: 'YYYY-MM-DD', created_at: at }])
  const version = { id: idOf('policy', '1'), number: 1, digest: parsePolicy(testPolicy).digest, document: testPolicy, active: true }
  await put('policy_version', [{ ...version, organization, created_by: member, created_at: at }])
  await put('person', [
    person('ada'),
    person('bob', '2026-04-30'),
    person('cyd', '2026-04-30'),
    person('dan'),
    person('eve', '2026-04-30'),
    { ...person('fay'), presence: 'missing', missing_since: later },
  ])
  await put('account', [
    account('ada', { entitlements: ['by-hand', 'readers'], linked_by: 'created' }),
    account('bob', { active: false }),
    account('cyd', { entitlements: ['readers'] }),
    account('dan', { entitlements: ['readers'], linked_by: 'created' }),
    account('eve', { active: false }),
    account('fay', { active: false }),
    account('nobody', { person: null, linked_by: null }),
  ])
  const cases = [
    lifecycle('ada', { kind: 'joiner', steps: [create('ada'), grant] }, { state: 'closed', closed_at: at }),
    lifecycle('bob', { kind: 'leaver', steps: [suspend, revoke] }, { state: 'closed', closed_at: at }),
    lifecycle('cyd', { kind: 'leaver', steps: [suspend, revoke] }, { state: 'held', reason: 'guard' }),
    lifecycle('dan', { kind: 'joiner', steps: [create('dan'), grant] }, { state: 'running' }),
    lifecycle('eve', { kind: 'leaver', steps: [suspend] }, { state: 'closed', closed_at: at }),
  ]
  await put(
    'lifecycle_case',
    cases.map((one, index) => ({ ...one, ledger_from: index, ledger_to: one.closed_at === null ? null : index + 1 })),
  )
  await put('job', [
    job('ada', { kind: 'joiner', steps: [create('ada'), grant] }, ['changed', 'changed']),
    job('bob', { kind: 'leaver', steps: [suspend, revoke] }, ['changed', 'changed']),
    job('dan', { kind: 'joiner', steps: [create('dan'), grant] }, undefined),
    job('eve', { kind: 'leaver', steps: [suspend] }, ['already']),
    job('fay', { kind: 'leaver', steps: [suspend] }, ['changed']),
    {
      ...job('fay', { kind: 'joiner', steps: [{ verb: 'account.restore' }] }, ['changed']),
      id: idOf('job', 'fay again'),
      finished_at: later,
    },
  ])
  return { organization, member }
}

/** The same at every run. */
function idOf<Kind extends IdKind>(kind: Kind, key: string): Id<Kind> {
  return toId(kind, createHash('sha256').update(key).digest().subarray(0, 16))
}

const suspend: Step = { verb: 'account.suspend' }
const revoke: Step = { verb: 'entitlement.revoke', entitlement: 'readers' }
const grant: Step = { verb: 'entitlement.grant', entitlement: 'readers' }

function create(key: string): Step {
  return { verb: 'account.create', draft: { userName: addressOf(key), externalId: idOf('person', key), profile: profileOf(key) } }
}

function addressOf(key: string): string {
  return `${key}@larkfield.example`
}

function profileOf(key: string) {
  return { displayName: `${key} Test`, department: 'Finance' }
}

function person(key: string, endDate: string | null = null) {
  const engagement = { engagementKey: `${key}-1`, type: 'employee', department: 'Finance', title: 'Clerk', startDate: '2020-01-01' }
  const dates = { endDate, lastWorkingDay: null, sourceStatus: null }
  const facts = {
    personKey: key,
    givenName: key,
    familyName: 'Test',
    workEmail: addressOf(key),
    engagements: [{ ...engagement, ...dates }],
  }
  const known = { person_key: key, facts, facts_digest: digestOf(facts), presence: 'present', missing_since: null, recorded_at: at }
  const status = endDate === null ? 'active' : 'terminated'
  return { id: idOf('person', key), organization, source, ...known, status, wake_at: null, needs_planning: false }
}

function account(key: string, seen: Readonly<Record<string, unknown>>) {
  const names = { native_id: key, user_name: addressOf(key), user_name_key: userNameKey(addressOf(key)), external_id: idOf('person', key) }
  const state = { active: true, profile: profileOf(key), entitlements: [], person: idOf('person', key), linked_by: 'external_id' }
  return { id: idOf('account', key), organization, app: 'wiki', ...names, ...state, present: true, observed_at: at, ...seen }
}

type Kind = 'joiner' | 'leaver'

interface Work {
  readonly kind: Kind
  readonly steps: readonly Step[]
}

function queryFor(key: string, kind: Kind) {
  const named = { externalId: idOf('person', key), userName: addressOf(key) }
  return kind === 'joiner' ? named : { nativeId: key, ...named }
}

function lifecycle(key: string, { kind, steps }: Work, state: { state: string; reason?: string; closed_at?: Date }) {
  const apps = [{ app: 'wiki', account: queryFor(key, kind), steps: steps.map((step) => ({ step, because: ['everyone'] })) }]
  const plan = { kind, apps, left: [] }
  const hashes = { plan_hash: digestOf(plan), plan_salt: 'salt', salted_plan_hash: digestOf({ salt: 'salt', plan }) }
  const causes = { policy_digest: parsePolicy(testPolicy).digest, effective_at: at, recorded_at: at, opened_at: at }
  return {
    id: idOf('case', key),
    organization,
    person: idOf('person', key),
    kind,
    reason: null,
    plan,
    ...hashes,
    ...causes,
    closed_at: null,
    ...state,
  }
}

/** Done, where something became of its steps; else queued. */
function job(key: string, { kind: event, steps }: Work, outcomes: readonly ('changed' | 'already')[] | undefined) {
  const times = { startedAt: at.toISOString(), finishedAt: at.toISOString() }
  const outcome = outcomes?.map((one, index) => ({
    index,
    verb: steps[index]?.verb,
    outcome: one,
    reconciled: false,
    ...times,
    exchanges: [],
  }))
  const end = outcomes === undefined ? null : at
  const about = {
    case_id: idOf('case', key),
    person: idOf('person', key),
    app: 'wiki',
    event,
    account: queryFor(key, event),
    steps,
    rules: ['everyone'],
  }
  const lease = { agent: null, attempt: 1, fence: 1, lease_until: null, cancellation: null, not_before: at, failure: null }
  const state = { state: end === null ? 'queued' : 'done', outcome: outcome ?? null, created_at: at, started_at: end, finished_at: end }
  return { id: idOf('job', key), organization, ...about, ...lease, ...state }
}

async function insert({ orm, dialect }: Database, table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  for (const row of rows) {
    const names = Object.keys(row).map((name) => `"${name}"`)
    const sql = `insert into "${table}" (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
    await orm.em.getConnection().execute(
      sql,
      Object.values(row).map((value) => stored(value, dialect)),
    )
  }
}

function stored(value: unknown, dialect: Database['dialect']): unknown {
  if (value instanceof Date) return dialect === 'sqlite' ? value.getTime() : value
  if (typeof value === 'boolean') return dialect === 'sqlite' ? Number(value) : value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

import { expect, test } from 'vitest'
import { idOf, type SampleOptions, sampleCase, samplePacket } from '../../test/sample-packet.ts'
import { sha256Hex } from '../digest.ts'
import type { Entry } from '../ledger/entry.ts'
import { buildPacket, type PacketContents } from './build-packet.ts'
import { readZip } from './read-zip.ts'
import { verifyPacket } from './verify-packet.ts'

/** What the control plane can do with all of its keys, and no agent's: log, sign and leave out what it likes. */
async function failuresOf(lie: SampleOptions, change: (contents: PacketContents) => Partial<PacketContents> = () => ({})) {
  const { contents, signers, rootFingerprint } = await samplePacket(lie)
  const { claims } = await verifyPacket(await buildPacket({ ...contents, ...change(contents) }, signers), rootFingerprint)
  return claims.filter(({ result }) => result === 'FAIL').map(({ claim, detail }) => `${claim}: ${detail}`)
}

const only =
  (...types: readonly Entry['t'][]) =>
  (entries: readonly Entry[]) =>
    entries.filter(({ t }) => types.includes(t))

function without(type: Entry['t']) {
  return (entries: readonly Entry[]) => entries.filter(({ t }) => t !== type)
}

/** Each entry of a type, said differently. */
function saying<T extends Entry['t']>(type: T, change: (entry: Extract<Entry, { t: T }>) => Entry | readonly Entry[]) {
  const isOfType = (entry: Entry): entry is Extract<Entry, { t: T }> => entry.t === type
  return (entries: readonly Entry[]) => entries.flatMap((entry) => (isOfType(entry) ? change(entry) : [entry]))
}

const noReceipts = () => ({ receipts: [], agents: [] })
const noEvents = () => ({ ...noReceipts(), jobs: [] })
const other = { person: idOf('person', 'bob'), job: idOf('job', 'other'), case: idOf('case', 'other'), agent: idOf('agent', 'paris') }
const bornDifferently = (entry: Entry): Entry => ({ ...entry, id: idOf('event', `${entry.id} again`) })

test('the sample itself tells no lie', async () => {
  expect(await failuresOf({})).toEqual([])
})

test('a late receipt of an earlier attempt stands beside the one that counts, and the report marks its steps', async () => {
  expect(await failuresOf({ late: 1 })).toEqual([])
  const { contents, signers } = await samplePacket({ late: 1 })
  const report = (await readZip(await buildPacket(contents, signers))).get('report.json')
  expect(JSON.parse(Buffer.from(report ?? []).toString())).toMatchObject({
    apps: [
      {
        app: 'wiki',
        steps: [
          { entry: 531, fenced: true },
          { entry: 535, fenced: false },
        ],
      },
    ],
    exceptions: [{ entry: 529, what: 'fenced' }],
  })
})

const task = idOf('task', 'notebook')
const suspended = idOf('job', 'suspend ada')

/** Entries that go in just before the case's end. */
function adding(...added: readonly ((entry: Entry) => Entry)[]) {
  return saying('case.closed', (entry) => [...added.map((make) => make(entry)), entry])
}

const inCase = ({ v, at, src }: Entry) => ({ v, at, src, sub: idOf('person', 'ada'), case: sampleCase })
const opensTask = (entry: Entry): Entry => ({ ...inCase(entry), t: 'task.opened', id: idOf('event', 'opened'), task })
const doesTask = (entry: Entry): Entry => ({ ...inCase(entry), t: 'access.manual', id: idOf('event', 'done'), task })
const waives =
  (what: { job?: typeof suspended; task?: typeof task }) =>
  (entry: Entry): Entry => ({ ...inCase(entry), t: 'access.waived', id: idOf('event', 'waived'), reason: 'app_is_gone', ...what })
const fails = saying('job.receipt', (entry) => ({ ...entry, res: 'failed' }))

test.each<[string, SampleOptions, ((contents: PacketContents) => Partial<PacketContents>)?]>([
  [
    'what people did by hand alone',
    { log: (entries) => adding(opensTask, doesTask)(only('case.opened', 'case.closed')(entries)) },
    noEvents,
  ],
  ['what was waived alone', { log: (entries) => adding(waives({}))(only('case.opened', 'case.closed')(entries)) }, noEvents],
  [
    'a job that failed and was waived',
    { receipt: { outcome: 'failed' }, log: (entries) => adding(waives({ job: suspended }))(fails(entries)) },
  ],
  ['a task that was waived', { log: adding(opensTask, waives({ task })) }],
])('a case may close over %s', async (_, lie, change) => {
  expect(await failuresOf(lie, change)).toEqual([])
})

test.each<[string, SampleOptions, string, ((contents: PacketContents) => Partial<PacketContents>)?]>([
  [
    'a case that is closed with no job at all',
    { log: only('case.opened', 'case.closed') },
    'receipts: events/525.json: closes the case, and no job was ever issued for it',
    noEvents,
  ],
  [
    'a case that is closed with a job that nobody has answered',
    { log: only('case.opened', 'job.issued', 'case.closed') },
    'receipts: events/527.json: closes the case, and no receipt in time says that',
    noReceipts,
  ],
  [
    'a case that is closed on a fenced receipt alone',
    { log: saying('job.receipt', (entry) => ({ ...entry, fenced: 1 })) },
    'receipts: events/531.json: closes the case, and no receipt in time says that',
  ],
  [
    'a case that is closed before its receipt came',
    { log: (entries) => [...without('case.closed')(entries).slice(0, 2), ...only('case.closed')(entries), ...entries.slice(2, 4)] },
    'receipts: events/527.json: closes the case, and no receipt in time says that',
  ],
  [
    'a case that is closed on a failure',
    { receipt: { outcome: 'failed' }, log: saying('job.receipt', (entry) => ({ ...entry, res: 'failed' })) },
    'receipts: events/531.json: closes the case, and no receipt in time says that',
  ],
  ['a case that is closed over a task that nobody settled', { log: adding(opensTask) }, 'closes the case, and nobody did tsk_'],
  [
    'a case that is closed over a task that is done only later',
    { log: (entries) => [...adding(opensTask)(entries), ...only('case.closed')(entries).map(doesTask)] },
    'closes the case, and nobody did tsk_',
  ],
  [
    'a case that is closed over a failure, where another job was waived',
    { receipt: { outcome: 'failed' }, log: (entries) => adding(waives({ job: other.job }))(fails(entries)) },
    'closes the case, and no receipt in time says that',
  ],
  [
    'a case that is closed over a failure that is waived only later',
    {
      receipt: { outcome: 'failed' },
      log: (entries) => [...fails(entries), ...only('case.closed')(entries).map(waives({ job: suspended }))],
    },
    'closes the case, and no receipt in time says that',
  ],
  [
    'an access entry of another app',
    { log: saying('access.revoked', (entry) => ({ ...entry, app: 'crm' })) },
    'of step 0 in events/529.json',
  ],
  [
    'an access entry of another person',
    { log: saying('access.revoked', (entry) => ({ ...entry, sub: other.person })) },
    'of step 0 in events/529.json',
  ],
  [
    'a suspension logged as a grant',
    { log: saying('access.revoked', (entry) => ({ ...entry, t: 'access.granted' })) },
    'of step 0 in events/529.json',
  ],
  [
    'an access entry at another time than the agent said',
    { log: saying('access.revoked', (entry) => ({ ...entry, at: '2026-11-22T18:24:00.123Z' })) },
    'of step 0 in events/529.json',
  ],
  ['a step with no access entry', { log: without('access.revoked') }, 'step 0 is logged 0 times'],
  [
    'a step with two access entries',
    { log: saying('access.revoked', (entry) => [entry, bornDifferently(entry)]) },
    'step 0 is logged 2 times',
  ],
  [
    'a receipt that is logged twice',
    { log: saying('job.receipt', (entry) => [entry, bornDifferently(entry)]) },
    'the log has 2 entries for it',
  ],
  [
    'a receipt before its job',
    { log: ([opened, issued, received, ...rest]) => [opened, received, issued, ...rest].filter((entry) => entry !== undefined) },
    'came before events/527.json issued its job',
  ],
  ['a receipt of another case', { receipt: { case: other.case } }, 'differs from its job in case'],
  ['a receipt of another app', { receipt: { app: 'crm' } }, 'differs from its job in app'],
  ['a receipt of another fence', { receipt: { fence: 2 } }, 'differs from its job in fence'],
  ['a receipt of another attempt', { receipt: { attempt: 2 } }, 'differs from its job in attempt'],
  ['a receipt of another step than the job has', { job: { steps: [{ verb: 'account.restore' }] } }, 'differs from its job in steps'],
  ['a receipt that is done before all steps are', { job: { steps: [{ verb: 'account.suspend' }, { verb: 'account.read' }] } }, 'in steps'],
  [
    'a receipt of another agent than the job was issued to',
    {
      job: { audience: [idOf('agent', 'berlin'), other.agent] },
      log: saying('job.issued', (entry) => ({ ...entry, agent: other.agent })),
    },
    'is not by the agent that events/525.json issued its job to',
  ],
  [
    'a job for another person than the case',
    { job: { subject: { person: other.person, account: { userName: 'ada' } } } },
    'is not as events/525.json issued it: subject',
  ],
  ['a job for another app than issued', { log: saying('job.issued', (entry) => ({ ...entry, app: 'crm' })) }, 'issued it: app'],
  ['a job of another fence than issued', { log: saying('job.issued', (entry) => ({ ...entry, fence: 2 })) }, 'issued it: fence'],
  ['a job of another attempt than issued', { log: saying('job.issued', (entry) => ({ ...entry, attempt: 2 })) }, 'issued it: attempt'],
  [
    'a job of another person than issued',
    { log: saying('job.issued', (entry) => ({ ...entry, sub: other.person })) },
    'issued it: subject',
  ],
  ['a job that was issued twice', { log: saying('job.issued', (entry) => [entry, bornDifferently(entry)]) }, 'receipts: jobs/'],
  [
    'a further issue whose job is left out',
    {
      log: saying('job.issued', (entry) => [
        entry,
        { ...entry, id: idOf('event', 'again'), attempt: 2, fence: 2, jobHash: '0'.repeat(64) },
      ]),
    },
    'receipts: events/527.json: the job that it issued is missing',
  ],
  [
    'a receipt in time of an attempt that had passed on',
    { late: 0 },
    'is logged as if in time, though its job had passed on with events/527.json',
  ],
  [
    'a late attempt whose job is left out',
    { late: 1 },
    'receipts: events/525.json: the job that it issued is missing',
    ({ jobs }) => ({ jobs: jobs.slice(1) }),
  ],
  [
    'a job whose envelope is left out',
    { log: (entries) => only('case.opened', 'job.issued')(entries) },
    'receipts: events/525.json: the job that it issued is missing',
    noEvents,
  ],
  [
    'a statement of another kind than the case',
    {},
    'completeness: events/523.json: opens a leaver case, and the signed statement says joiner',
    () => ({ kind: 'joiner' }),
  ],
  [
    'a case that is opened twice',
    { log: saying('case.opened', (entry) => [entry, bornDifferently(entry)]) },
    'completeness: log/checkpoint-end: the range opens the case 2 times',
  ],
  [
    'a case that is closed twice',
    { log: saying('case.closed', (entry) => [entry, bornDifferently(entry)]) },
    'completeness: log/checkpoint-end: the range closes the case 2 times',
  ],
  [
    'a case that is closed for another person',
    { log: saying('case.closed', (entry) => ({ ...entry, sub: other.person })) },
    'completeness: events/531.json: is about another person',
  ],
  [
    'another issue of the job that does not name the case',
    {
      log: (entries) => [
        ...entries,
        ...saying('job.issued', ({ case: _, ...entry }) => bornDifferently(entry))(only('job.issued')(entries)),
      ],
    },
    'completeness: events/533.json',
    ({ events }) => ({ events: events.filter(({ index }) => index !== 533) }),
  ],
])('%s is refused', async (_what, lie, expected, change) => {
  expect((await failuresOf(lie, change)).join('\n')).toContain(expected)
})

const cause = {
  case: sampleCase,
  event: 'leaver' as const,
  rules: [],
  policyDigest: sha256Hex(Buffer.from('policy')),
  planHash: sha256Hex(Buffer.from('plan')),
}

test.each<[string, SampleOptions]>([
  ['job', { log: saying('job.issued', (entry) => ({ ...entry, job: other.job })) }],
  ['case', { job: { cause: { ...cause, case: other.case } } }],
  ['agent', { job: { audience: [other.agent] } }],
  ['source', { log: saying('job.issued', (entry) => ({ ...entry, src: `agent:${other.agent}` })) }],
  ['subject', { log: saying('case.opened', (entry) => ({ ...entry, sub: other.person })) }],
  ['event', { job: { cause: { ...cause, event: 'joiner' } } }],
  ['policy', { job: { cause: { ...cause, policyDigest: '0'.repeat(64) } } }],
  ['plan', { job: { cause: { ...cause, planHash: '0'.repeat(64) } } }],
])('a job that differs from its issue or its case in %s is refused', async (what, lie) => {
  expect((await failuresOf(lie)).join('\n')).toMatch(
    new RegExp(`receipts: jobs/job_\\w+-1\\.dsse\\.json: is not as events/525\\.json issued it: ${what}`),
  )
})

test.each<[string, Partial<Extract<Entry, { t: 'job.receipt' }>>]>([
  ['source', { src: 'control-plane' }],
  ['job', { job: other.job }],
  ['outcome', { res: 'failed' }],
  ['refusal', { refusal: 'policy' }],
  ['app', { app: 'crm' }],
  ['person', { sub: other.person }],
])('a receipt that is logged with another %s is refused', async (_what, change) => {
  const failures = await failuresOf({ log: saying('job.receipt', (entry) => ({ ...entry, ...change })) })
  expect(failures.join('\n')).toContain('says something else than entry 527')
})

test.each<[string, Partial<Extract<Entry, { t: 'access.revoked' }>>]>([
  ['source', { src: 'control-plane' }],
  ['job', { job: other.job }],
  ['verb', { verb: 'entitlement.revoke' }],
  ['result', { res: 'already' }],
  ['step', { step: 1 }],
])('an access entry with another %s than the receipt is refused', async (_what, change) => {
  const failures = await failuresOf({ log: saying('access.revoked', (entry) => ({ ...entry, ...change })) })
  expect(failures.join('\n')).toContain('does not bear out access.revoked of step')
})

test('one signed job that is packed twice is refused', async () => {
  const failures = await failuresOf({}, ({ jobs }) => ({ jobs: [...jobs, ...jobs] }))
  expect(failures.join('\n')).toMatch(/receipts: jobs\/job_\w+-2\.dsse\.json: one job is here twice/)
})

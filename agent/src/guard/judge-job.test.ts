import { connectorPin } from '@rollcall/connectors/catalogue'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { verbs } from '@rollcall/shared/connector/verbs'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Job, Step } from '@rollcall/shared/job'
import type { Refusal } from '@rollcall/shared/receipt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEnrolledHome, type EnrolledHome, openPolicy } from '../../test/enrolled-home.ts'
import { directoryManifest } from '../../test/memory-directory.ts'
import { ada, offerAgain, signJob, testJob } from '../../test/test-job.ts'
import { createTestTrust } from '../../test/test-trust.ts'
import { Spool } from '../spool/spool.ts'
import { type GuardContext, judgeJob, type Verdict } from './judge-job.ts'
import { parseLocalPolicy } from './parse-local-policy.ts'

let home: EnrolledHome
let spool: Spool

beforeEach(async () => {
  home = await createEnrolledHome()
  spool = new Spool(home.paths.spool)
})
afterEach(() => {
  spool[Symbol.dispose]()
  home[Symbol.dispose]()
})

function context(changes: Partial<GuardContext> = {}): GuardContext {
  return {
    identity: home.identity,
    trust: home.trust.trust,
    spool,
    pinOf: (app) => (app === 'crm' ? connectorPin(directoryManifest) : undefined),
    policy: parseLocalPolicy('policy', openPolicy),
    at: new Date(),
    driftMs: 0,
    ...changes,
  }
}

async function judge(changes: Record<string, unknown> = {}, guard: Partial<GuardContext> = {}): Promise<Verdict> {
  return judgeJob(await signJob({ ...testJob(home.identity), ...changes }, home.trust.jobs), context(guard))
}

/** What intake writes for an accepted job. */
function take(verdict: Verdict): Job {
  if (verdict.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(verdict)}`)
  const { job, payload, jobHash, substance } = verdict
  const { id, app, fence, attempt, sequence, exp: expiresAt } = job
  spool.journal.accept({ job: id, app, fence, attempt, sequence, expiresAt, substance, payload, jobHash, leaseUntilMs: 0, leaseMs: 60_000 })
  spool.replay.rememberNonce(job.nonce, job.exp)
  spool.replay.raiseFence(app, fence)
  spool.counters.set('job', sequence)
  spool.spending.record(job, new Date())
  return job
}

const now = () => Math.floor(Date.now() / 1000)
const allowing = (verb: string) => ({ policy: parseLocalPolicy('policy', `allow: [{ app: crm, verbs: [${verb}] }]`) })
const withPolicy = (text: string) => ({ policy: parseLocalPolicy('policy', `${openPolicy}${text}`) })

test('a job that is in order is accepted', async () => {
  expect(await judge()).toMatchObject({ kind: 'accepted' })
})

describe('each check refuses with its own code', () => {
  const cases: readonly [Refusal, string, () => Promise<Verdict>][] = [
    ['too_large', 'a payload over 64 KiB', () => judge({ padding: 'x'.repeat(70_000) })],
    ['envelope', 'something that is no envelope', async () => judgeJob({ payload: 'x' }, context())],
    [
      'payload_type',
      'another signed thing',
      async () => judgeJob(await signEnvelope(payloadTypes.cancel, canonicalJson(testJob(home.identity)), [home.trust.jobs]), context()),
    ],
    [
      'signature',
      'a stranger’s signature',
      async () => judgeJob(await signJob(testJob(home.identity), (await createTestTrust()).jobs), context()),
    ],
    [
      'signature',
      'a trusted key of another role',
      async () => judgeJob(await signJob(testJob(home.identity), home.trust.packet), context()),
    ],
    ['trust_expired', 'a trust document past its expiry', () => judge({}, { at: new Date('2100-01-01T00:00:00Z') })],
    ['organization', 'another organization', () => judge({ organization: `org_${'0'.repeat(32)}` })],
    ['audience', 'another agent', () => judge({ audience: [`agt_${'0'.repeat(32)}`] })],
    ['clock_skew', 'a job from the future', () => judge({ iat: now() + 200 })],
    ['clock_skew', 'a clock that is off by more than two minutes', () => judge({}, { driftMs: -121_000 })],
    ['not_yet_valid', 'a job for later', () => judge({ nbf: now() + 200 })],
    ['expired', 'a job whose time is over', () => judge({ exp: now() - 1 })],
    ['epoch', 'a job from before this enrolment', () => judge({ epoch: 2 })],
    ['connector', 'another build of the connector', () => judge({ connector: { ...connectorPin(directoryManifest), version: '9.9.9' } })],
    ['connector', 'an app that is not connected', () => judge({ app: 'other' })],
    ['schema', 'an unknown field', () => judge({ extra: 1 })],
    ['schema', 'a step about a person without a subject', () => judge({ subject: undefined })],
    ['schema', 'a field that binds the job left out', () => judge({ fence: undefined })],
    ['policy', 'an app that the local policy does not list', () => judge({}, { policy: parseLocalPolicy('policy', 'allow: []') })],
    ['policy', 'no usable local policy', () => judge({ steps: [{ verb: 'account.read' }] }, { policy: undefined })],
    ['paused', 'a paused agent, even for reading', () => judge({ steps: [{ verb: 'account.read' }] }, withPolicy('paused: true'))],
    ['limit', 'more than the limit per hour', () => judge({}, withPolicy('limits: { perHour: { suspend: 0 } }'))],
    ['protected', 'a protected user name', () => judge({}, withPolicy('protected: [{ userName: "ADA@*" }]'))],
    ['protected', 'a protected marker', () => judge({}, withPolicy('protected: [{ app: crm, externalId: "per_*" }]'))],
    [
      'policy',
      'a deletion that only the other verbs of the app are allowed beside',
      () => judge({ steps: [{ verb: 'account.delete' }] }, allowing('account.suspend')),
    ],
    ['limit', 'a sixth deletion within the hour', () => judge({ steps: Array(6).fill({ verb: 'account.delete' }) })],
    [
      'limit',
      'deletions that are not wanted at all',
      () => judge({ steps: [{ verb: 'account.delete' }] }, withPolicy('limits: { perHour: { delete: 0 } }')),
    ],
    [
      'limit',
      'more sessions to end than revocations are allowed',
      () => judge({ steps: [{ verb: 'sessions.end' }] }, withPolicy('limits: { perHour: { revoke: 0 } }')),
    ],
    [
      'protected',
      'a rename to a protected name',
      () => judge({ steps: [{ verb: 'account.rename', userName: 'Root' }] }, withPolicy('protected: [{ userName: root }]')),
    ],
    [
      'protected',
      'an account prepared under a protected name',
      () =>
        judge(
          { steps: [{ verb: 'account.prepare', draft: { userName: 'root', externalId: 'per_x', profile: {} } }] },
          withPolicy('protected: [{ userName: root }]'),
        ),
    ],
    [
      'protected',
      'a draft that takes a protected name',
      () =>
        judge(
          { steps: [{ verb: 'account.create', draft: { userName: 'root', externalId: 'per_x', profile: {} } }] },
          withPolicy('protected: [{ userName: root }]'),
        ),
    ],
  ]
  test.each(cases)('%s: %s', async (refusal, _what, act) => {
    expect(await act()).toMatchObject({ kind: 'refused', refusal })
  })

  test('a refusal names its job as soon as the signature holds, even when the trust behind it has expired', async () => {
    const job = { ...testJob(home.identity), cause: { event: 'leaver' as const, rules: [], case: `cas_${'c'.repeat(32)}` as const } }
    const verdict = judgeJob(await signJob(job, home.trust.jobs), context({ at: new Date('2100-01-01T00:00:00Z') }))
    const { id, app, fence, attempt, cause } = job
    expect(verdict).toMatchObject({ refusal: 'trust_expired', claim: { id, app, fence, attempt, cause } })
  })

  test('expired is told from trust_expired even when both hold, and the claim is not believed with an untrusted signature', async () => {
    const verdict = judgeJob(await signJob(testJob(home.identity), (await createTestTrust()).jobs), context())
    expect(verdict).toMatchObject({ refusal: 'signature', claim: undefined })
  })
})

describe('an account that nobody owns', () => {
  const orphan = (...steps: readonly object[]) => judge({ subject: { account: ada }, steps, cause: { event: 'orphan', rules: [] } })

  test.each(['account.read', 'account.suspend', 'sessions.end'])('may have %s done to it', async (verb) => {
    expect(await orphan({ verb })).toMatchObject({ kind: 'accepted' })
  })

  const draft = { userName: 'ada', externalId: 'per_x', profile: {} }
  const refused: readonly Step[] = [
    { verb: 'account.list' },
    { verb: 'account.prepare', draft },
    { verb: 'account.create', draft },
    { verb: 'account.restore' },
    { verb: 'account.rename', userName: 'eve' },
    { verb: 'account.delete' },
    { verb: 'profile.update', profile: {} },
    { verb: 'entitlement.grant', entitlement: 'admins' },
    { verb: 'entitlement.revoke', entitlement: 'readers' },
  ]
  test.each(refused)('has no $verb done to it', async (step) => {
    expect(await orphan(step)).toMatchObject({ kind: 'refused', refusal: 'schema' })
    expect(await orphan({ verb: 'account.suspend' }, step)).toMatchObject({ kind: 'refused', refusal: 'schema' })
  })

  test('every verb is allowed or refused by name', () => {
    const named = [...refused.map(({ verb }) => verb), 'account.read', 'account.suspend', 'sessions.end']
    expect(named.toSorted()).toEqual([...verbs].sort())
  })
})

describe('what was seen before does not run again', () => {
  test('the same envelope is replayed', async () => {
    const envelope = await signJob(testJob(home.identity), home.trust.jobs)
    take(judgeJob(envelope, context()))
    expect(judgeJob(envelope, context())).toMatchObject({ kind: 'refused', refusal: 'replayed' })
  })

  test('the same job under the same fence with a fresh nonce is replayed', async () => {
    const job = take(await judge())
    expect(await judge({ ...offerAgain(job), fence: job.fence })).toMatchObject({ kind: 'refused', refusal: 'replayed' })
  })

  test('another job that carries a nonce seen before is replayed', async () => {
    const { nonce } = take(await judge())
    expect(await judge({ nonce })).toMatchObject({ kind: 'refused', refusal: 'replayed' })
  })

  test('a new offer that does not count as a new attempt is replayed', async () => {
    const job = take(await judge())
    expect(await judge({ ...offerAgain(job), attempt: job.attempt })).toMatchObject({ kind: 'refused', refusal: 'replayed' })
  })

  test('the same job under a lower fence is fenced', async () => {
    const job = take(await judge())
    expect(await judge({ ...offerAgain(job), fence: job.fence - 1 })).toMatchObject({ kind: 'refused', refusal: 'fence' })
  })

  test('another job under a fence that the app has seen is fenced', async () => {
    const job = take(await judge())
    expect(await judge({ fence: job.fence })).toMatchObject({ kind: 'refused', refusal: 'fence' })
  })

  test('a sequence below what was seen means that the control plane went back', async () => {
    const job = take(await judge())
    expect(await judge({ sequence: job.sequence })).toMatchObject({ kind: 'refused', refusal: 'control_plane_rollback' })
  })

  test('a new offer with a higher fence and attempt is accepted while the job is not done', async () => {
    const job = take(await judge())
    expect(await judge(offerAgain(job))).toMatchObject({ kind: 'accepted' })
  })

  test('a new offer of a job that was done here is answered and not run', async () => {
    const job = take(await judge())
    spool.journal.end(job.id, 'finished')
    expect(await judge(offerAgain(job))).toMatchObject({ kind: 'finished' })
  })

  test('a new offer that means something else under the same id is refused', async () => {
    const job = take(await judge())
    expect(await judge({ ...offerAgain(job), steps: [{ verb: 'account.restore' }] })).toMatchObject({ refusal: 'replayed' })
  })

  const elsewhere: readonly [string, (job: Job) => object][] = [
    ['another person', () => ({ subject: { person: `per_${'b'.repeat(32)}`, account: ada } })],
    ['another account', () => ({ subject: { person: `per_${'a'.repeat(32)}`, account: { userName: 'eve@example.com' } } })],
    ['other steps', () => ({ steps: [{ verb: 'account.restore' }] })],
    ['another case', () => ({ cause: { event: 'leaver', rules: [], case: `cas_${'c'.repeat(32)}` } })],
    ['another app', () => ({ app: 'erp' })],
    ['another connector', ({ connector }) => ({ connector: { ...connector, id: 'other' } })],
    ['another class', () => ({ class: 'grant' })],
    ['another idempotency key', () => ({ idempotencyKey: 'f'.repeat(64) })],
    ['a dry run', () => ({ dryRun: true })],
  ]
  describe.each(['finished', 'offerable', 'accepted'] as const)('under the id of a job that is %s', (state) => {
    test.each(elsewhere)('an offer for %s is replayed, and never answered as if it had been done', async (_what, changes) => {
      const job = take(await judge())
      if (state !== 'accepted') spool.journal.end(job.id, state)
      expect(await judge({ ...offerAgain(job), ...changes(job) })).toMatchObject({ kind: 'refused', refusal: 'replayed' })
    })

    test('an offer that is no whole job is refused for its schema', async () => {
      const job = take(await judge())
      if (state !== 'accepted') spool.journal.end(job.id, state)
      expect(await judge({ ...offerAgain(job), extra: 1 })).toMatchObject({ kind: 'refused', refusal: 'schema' })
    })
  })

  test('a new offer spends the hourly limit only once', async () => {
    const one = withPolicy('limits: { perHour: { suspend: 1 } }')
    const job = take(await judge({}, one))
    expect(await judge(offerAgain(job), one)).toMatchObject({ kind: 'accepted' })
    expect(await judge({ subject: { person: `per_${'b'.repeat(32)}`, account: ada } }, one)).toMatchObject({ refusal: 'limit' })
  })

  test('the limit counts a rolling hour and survives a restart', async () => {
    const one = withPolicy('limits: { perHour: { suspend: 1 } }')
    take(await judge({}, one))
    spool[Symbol.dispose]()
    spool = new Spool(home.paths.spool)
    expect(await judge({}, one)).toMatchObject({ refusal: 'limit' })
    const later = new Date(Date.now() + 3_601_000)
    const iat = Math.floor(later.getTime() / 1000)
    expect(await judge({ iat, nbf: iat, exp: iat + 60 }, { ...one, at: later })).toMatchObject({ kind: 'accepted' })
  })
})

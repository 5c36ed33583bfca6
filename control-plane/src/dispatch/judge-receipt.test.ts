import type { FailureKind } from '@rollcall/shared/failure'
import { failureKinds } from '@rollcall/shared/failure'
import { type Receipt, type Refusal, refusals } from '@rollcall/shared/receipt'
import { expect, test } from 'vitest'
import { judgeReceipt } from './judge-receipt.ts'

const at = new Date('2026-06-01T08:00:00.000Z')
const context = { attempt: 1, event: 'joiner' as const, shortfall: null, isCancelled: false, at }

const kinds: Readonly<Record<FailureKind, 'again' | 'person'>> = {
  throttled: 'again',
  unavailable: 'again',
  timeout: 'again',
  unauthorized: 'person',
  forbidden: 'person',
  not_found: 'person',
  conflict: 'person',
  invalid: 'person',
  unsupported: 'person',
  ui_changed: 'person',
  challenge: 'person',
  vetoed: 'person',
  unverified: 'person',
  unknown: 'person',
}

test.each(failureKinds)('a step that failed as %s', (kind) => {
  const judged = judgeReceipt(receipt({ outcome: 'failed', steps: [step('changed'), step('failed', kind)] }), context)
  expect(judged).toMatchObject({ failure: kind, state: kinds[kind] === 'again' ? 'queued' : 'failed' })
})

const answers: Readonly<Record<Refusal, readonly ['again' | 'person', string]>> = {
  too_large: ['person', 'too_large'],
  envelope: ['person', 'envelope'],
  payload_type: ['person', 'payload_type'],
  signature: ['person', 'signature'],
  trust_expired: ['person', 'trust_expired'],
  schema: ['person', 'schema'],
  organization: ['person', 'organization'],
  audience: ['person', 'audience'],
  clock_skew: ['person', 'clock_skew'],
  not_yet_valid: ['again', 'not_yet_valid'],
  expired: ['again', 'expired'],
  replayed: ['person', 'replayed'],
  epoch: ['person', 'epoch'],
  control_plane_rollback: ['person', 'control_plane_rollback'],
  fence: ['again', 'fence'],
  connector: ['again', 'connector'],
  policy: ['person', 'vetoed'],
  limit: ['person', 'vetoed'],
  approval: ['person', 'vetoed'],
  protected: ['person', 'vetoed'],
  paused: ['person', 'vetoed'],
  cancelled: ['person', 'cancelled'],
  lease_lost: ['again', 'lease_lost'],
}

test.each(refusals)('a refusal as %s', (refusal) => {
  const [next, failure] = answers[refusal]
  expect(judgeReceipt(receipt({ outcome: 'refused', refusal, steps: [] }), context)).toMatchObject({
    failure,
    state: next === 'again' ? 'queued' : 'failed',
  })
})

test('done is done, and ends the lease', () => {
  expect(judgeReceipt(receipt({ outcome: 'done' }), context)).toEqual({
    state: 'done',
    failure: null,
    leaseUntil: null,
    outcome: [step('changed')],
    finishedAt: at,
  })
})

test('a listing that did not arrive whole is not done', () => {
  expect(judgeReceipt(receipt({ outcome: 'done' }), { ...context, shortfall: 'unverified' })).toMatchObject({
    state: 'failed',
    failure: 'unverified',
  })
})

test.each([
  [1, 2],
  [2, 4],
  [3, 8],
  [4, 16],
])('after attempt %d the next waits %d seconds', (attempt, seconds) => {
  const judged = judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', 'timeout')] }), { ...context, attempt })
  expect(judged).toMatchObject({ state: 'queued', finishedAt: null, notBefore: new Date(at.getTime() + seconds * 1_000) })
})

test('the fifth attempt is the last', () => {
  const judged = judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', 'timeout')] }), { ...context, attempt: 5 })
  expect(judged).toMatchObject({ state: 'failed', failure: 'timeout', finishedAt: at })
})

test.each(['leaver', 'hold'] as const)(
  'a %s never has a last attempt while what stands in the way may pass: it is tried every hour',
  (event) => {
    const late = { ...context, event, attempt: 50 }
    for (const kind of ['unavailable', 'timeout', 'throttled'] as const)
      expect(judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', kind)] }), late)).toMatchObject({
        state: 'queued',
        failure: kind,
        notBefore: new Date(at.getTime() + 3_600_000),
      })
    expect(judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', 'forbidden')] }), late)).toMatchObject({ state: 'failed' })
    const cancelled = { ...late, isCancelled: true }
    expect(judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', 'timeout')] }), cancelled)).toMatchObject({ state: 'failed' })
  },
)

test('a job whose case has ended is not tried again, but what is done is done', () => {
  const cancelled = { ...context, isCancelled: true }
  expect(judgeReceipt(receipt({ outcome: 'failed', steps: [step('failed', 'timeout')] }), cancelled)).toMatchObject({ state: 'failed' })
  expect(judgeReceipt(receipt({ outcome: 'refused', refusal: 'lease_lost', steps: [] }), cancelled)).toMatchObject({ state: 'failed' })
  expect(judgeReceipt(receipt({ outcome: 'done' }), cancelled)).toMatchObject({ state: 'done' })
})

test('a failure without a step that failed is unknown, and a person’s', () => {
  expect(judgeReceipt(receipt({ outcome: 'failed' }), context)).toMatchObject({ state: 'failed', failure: 'unknown' })
})

function step(outcome: 'changed' | 'failed', kind?: FailureKind): Receipt['steps'][number] {
  const instant = at.toISOString()
  return {
    index: 0,
    verb: 'account.suspend',
    outcome,
    ...(kind === undefined ? {} : { failure: { kind } }),
    reconciled: false,
    startedAt: instant,
    finishedAt: instant,
    exchanges: [],
  }
}

function receipt(changes: Partial<Receipt>): Receipt {
  return {
    v: 1,
    id: `rcp_${'0'.repeat(32)}`,
    organization: `org_${'0'.repeat(32)}`,
    agent: `agt_${'0'.repeat(32)}`,
    sequence: 1,
    previous: '0'.repeat(64),
    jobHash: '0'.repeat(64),
    outcome: 'done',
    steps: [step('changed')],
    agentVersion: '0.1.0',
    policyDigest: '0'.repeat(64),
    clock: { at: at.toISOString(), driftMs: 0 },
    ...changes,
  }
}

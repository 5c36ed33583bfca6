import { describe, expect, test } from 'vitest'
import type { Plan } from '../planning/plan.ts'
import { planHash } from '../planning/plan-hash.ts'
import { type CaseQuestion, decideCase, type OpenCase } from './decide-case.ts'

const told = new Date('2026-06-01T08:00:00Z')
const later = new Date('2026-06-01T09:00:00Z')
const suspend = plan('leaver', ['crm', 'wiki'])
const rest = plan('leaver', ['wiki'])

describe('the same wish leaves the open case alone', () => {
  test.each<{ name: string; open: OpenCase; outcome: Plan; recordedAt: Date }>([
    { name: 'the very same plan', open: open({ state: 'held' }, []), outcome: suspend, recordedAt: later },
    { name: 'what is left after one of two jobs is done', open: open({}, ['done', 'queued']), outcome: rest, recordedAt: later },
    { name: 'half-way results of running jobs', open: open({}, ['leased', 'leased']), outcome: rest, recordedAt: told },
    {
      name: 'a case that waits for a person',
      open: open({ state: 'needs_person', reason: 'forbidden' }, ['failed', 'done']),
      outcome: suspend,
      recordedAt: told,
    },
  ])('$name', ({ open, outcome, recordedAt }) => {
    expect(decideCase(question({ open, outcome: { kind: 'plan', plan: outcome }, recordedAt })).kind).toBe('leave')
  })

  test('and so does a person whom HR no longer lists', () => {
    expect(decideCase(question({ open: open({}, ['queued', 'queued']), outcome: { kind: 'absent' } })).kind).toBe('leave')
  })
})

describe('another wish opens another case', () => {
  test.each<{ name: string; question: Partial<CaseQuestion> }>([
    { name: 'where there was none', question: { open: undefined } },
    { name: 'when HR said something new', question: { open: open({}, ['leased', 'leased']), recordedAt: later } },
    { name: 'when policy is another', question: { open: open({}, ['leased', 'leased']), policyDigest: 'b' } },
    { name: 'when the window is over', question: { open: open({ kind: 'mover' }, ['leased', 'leased']) } },
    {
      name: 'when the same plan is held under another policy',
      question: { open: open({ state: 'held', plan: rest, planHash: planHash(rest) }, []), policyDigest: 'b' },
    },
    {
      name: 'when what is under way is about an account that is another’s by now',
      question: { open: open({}, ['leased', 'queued']), isDisowned: true },
    },
    { name: 'when a held case no longer fits', question: { open: open({ state: 'held' }, []) } },
    {
      name: 'when a leaver who waits for a person has one more account',
      question: {
        open: open({ state: 'needs_person', reason: 'forbidden', plan: plan('leaver', ['crm']) }, ['failed']),
      },
    },
    { name: 'when HR is clear again', question: { open: open({ state: 'needs_person', reason: 'status_unclear' }, []) } },
  ])('$name', ({ question: part }) => {
    const decision = decideCase(question({ outcome: { kind: 'plan', plan: rest }, ...part }))
    expect(decision).toEqual({ kind: 'open', plan: rest, reason: null })
  })

  test('when HR is no longer clear, and that one asks', () => {
    const decision = decideCase(question({ open: open({}, ['queued', 'queued']), outcome: { kind: 'unclear' } }))
    expect(decision).toEqual({
      kind: 'open',
      plan: { kind: 'mover', apps: [], tasks: [], left: [], lost: [], approval: null },
      reason: 'status_unclear',
    })
  })
})

describe('when nothing is wanted any more', () => {
  test.each<{ states: readonly JobState[]; decision: string }>([
    { states: ['queued', 'queued'], decision: 'cancelled' },
    { states: ['done', 'queued'], decision: 'cancelled' },
    { states: ['done', 'failed'], decision: 'cancelled' },
    { states: [], decision: 'cancelled' },
    { states: ['done', 'done'], decision: 'closed' },
    { states: ['leased', 'done'], decision: 'left' },
  ])('a case with jobs $states is $decision', ({ states, decision }) => {
    const decided = decideCase(question({ open: open({}, states), outcome: { kind: 'nothing' } }))
    expect(decided.kind === 'end' ? decided.state : 'left').toBe(decision)
  })
})

type JobState = OpenCase['jobs'][number]['state']

function question(overrides: Partial<CaseQuestion>): CaseQuestion {
  return {
    outcome: { kind: 'nothing' },
    recordedAt: told,
    policyDigest: 'a',
    open: undefined,
    isDue: false,
    isAwaiting: false,
    isDisowned: false,
    ...overrides,
  }
}

/** A case that wants to suspend two accounts, with its jobs in these states. */
function open(overrides: Partial<OpenCase['lifecycle']>, states: readonly JobState[]): OpenCase {
  const jobs = states.flatMap((state, index) =>
    suspend.apps.slice(index, index + 1).map(({ app, account, steps }) => ({
      app,
      account,
      steps: steps.map(({ step }) => step),
      state,
      event: 'leaver' as const,
      failure: null,
    })),
  )
  return {
    lifecycle: {
      kind: 'leaver',
      state: 'running',
      plan: suspend,
      planHash: planHash(suspend),
      recordedAt: told,
      policyDigest: 'a',
      reason: null,
      ...overrides,
    },
    jobs,
    tasks: [],
  }
}

function plan(kind: Plan['kind'], apps: readonly string[]): Plan {
  return {
    kind,
    apps: apps.map((app) => ({
      app,
      account: { nativeId: app, userName: 'ada' },
      steps: [{ step: { verb: 'account.suspend' }, because: ['over'], why: [] }],
      stage: 0,
      requires: [],
      approval: null,
    })),
    tasks: [],
    left: [],
    lost: [],
    approval: null,
  }
}

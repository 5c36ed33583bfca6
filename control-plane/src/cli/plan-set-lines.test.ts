import type { PlannedPerson } from '@rollcall/shared/plan-set'
import { expect, test } from 'vitest'
import { planSetLines } from './plan-set-lines.ts'

const nothing: PlannedPerson = {
  personKey: '1002',
  name: 'Bob Test',
  kind: null,
  state: null,
  apps: [],
  tasks: [],
  left: [],
  lost: [],
  plan: null,
  ends: [],
  jobsTakenBack: [],
  tasksTakenBack: [],
  questions: [],
  schedule: [],
}

function linesOf(effects: Partial<PlannedPerson>): readonly string[] {
  return planSetLines({ people: [{ ...nothing, ...effects }], questions: [] }).slice(2)
}

test('what would be undone is counted, then listed', () => {
  expect(planSetLines({ people: [nothing], questions: [] })).toEqual(['', 'Bob Test (1002)'])
  expect(
    linesOf({
      ends: [{ kind: 'leaver', state: 'running', how: 'cancelled' }],
      jobsTakenBack: [
        { app: 'crm', verbs: ['account.suspend', 'sessions.end'], state: 'queued' },
        { app: 'wiki', verbs: ['account.suspend'], state: 'leased' },
      ],
      tasksTakenBack: ['Collect the notebook'],
    }),
  ).toEqual([
    '  ends the running leaver case; 2 jobs and 1 task taken back',
    '  crm  account.suspend, sessions.end  not done',
    '  wiki  account.suspend  stops',
    '  task  Collect the notebook  not done',
  ])
  expect(linesOf({ ends: [{ kind: 'mover', state: 'needs_person', how: 'superseded' }] })).toEqual([
    '  replaces the needs person mover case',
  ])
})

test('what is to come is told by the clocks there', () => {
  const end = { kind: 'access_ends', about: 'E-1', at: '2026-06-26T16:00:00.000Z', zone: 'Europe/Berlin' }
  expect(
    linesOf({
      schedule: [
        { ...end, how: 'new' },
        { ...end, how: 'moved', was: '2026-06-25T16:00:00.000Z' },
        { ...end, how: 'dropped' },
        { kind: 'grace_ends', about: 'crm/sellers', how: 'new', at: '2026-06-08' },
      ],
    }),
  ).toEqual([
    '  access ends 2026-06-26 18:00 (scheduled)',
    '  access ends 2026-06-26 18:00 (moved from 2026-06-25 18:00)',
    '  access ends 2026-06-26 18:00 (no longer)',
    '  grace ends crm/sellers 2026-06-08 (scheduled)',
  ])
})

test('questions are named, those about nobody’s accounts at the end', () => {
  const asked = { kind: 'vanished', app: null, how: 'asked' } as const
  const moot = { kind: 'orphan', app: 'crm', how: 'moot' } as const
  expect(linesOf({ questions: [asked] })).toEqual(['  asks: vanished'])
  expect(planSetLines({ people: [], questions: [moot] })).toEqual(['', 'accounts that are nobody’s', '  asks no longer: orphan (crm)'])
})

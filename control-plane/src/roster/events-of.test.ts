import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from './civil-days.ts'
import { deriveEvents } from './derive-events.ts'
import { eventsOf } from './events-of.ts'

const day = toCivilDate
const engagement = (engagementKey: string, start: string, rest: Partial<EngagementFacts> = {}): EngagementFacts => ({
  engagementKey,
  type: 'employee',
  startDate: day(start),
  ...rest,
})
const person = (...engagements: readonly EngagementFacts[]): PersonFacts => ({
  personKey: '1',
  givenName: 'Ada',
  familyName: 'Byron',
  engagements,
})
const kinds = (facts: PersonFacts) =>
  eventsOf(facts, 'src').map(({ kind, effectiveOn, engagementKey }) => `${effectiveOn} ${kind} ${engagementKey}`)

test.each<[string, readonly EngagementFacts[], readonly string[]]>([
  ['a hire', [engagement('a', '2026-01-01')], ['2026-01-01 hire a']],
  ['a hire and an end', [engagement('a', '2026-01-01', { endDate: day('2026-06-30') })], ['2026-01-01 hire a', '2026-06-30 termination a']],
  [
    'a contract that becomes an employment over a weekend: no end',
    [engagement('a', '2026-01-01', { type: 'contractor', endDate: day('2026-06-26') }), engagement('b', '2026-06-29')],
    ['2026-01-01 hire a', '2026-06-29 conversion b'],
  ],
  [
    'somebody who comes back',
    [engagement('a', '2026-01-01', { endDate: day('2026-03-31') }), engagement('b', '2026-09-01')],
    ['2026-01-01 hire a', '2026-03-31 termination a', '2026-09-01 rehire b'],
  ],
  [
    'two at once',
    [engagement('a', '2026-01-01'), engagement('b', '2026-02-01', { type: 'contractor' })],
    ['2026-01-01 hire a', '2026-02-01 hire b'],
  ],
  [
    'an offer taken back',
    [engagement('a', '2026-01-01', { endDate: day('2026-01-01'), sourceStatus: 'no show' })],
    ['2026-01-01 never_started a'],
  ],
  [
    'a leave, garden leave after the last working day, and dated positions',
    [
      engagement('a', '2026-01-01', {
        endDate: day('2026-12-31'),
        lastWorkingDay: day('2026-11-30'),
        leaveFrom: day('2026-03-01'),
        leaveUntil: day('2026-03-31'),
        positions: [{ effectiveOn: day('2026-01-01') }, { effectiveOn: day('2026-07-01') }],
      }),
    ],
    [
      '2026-01-01 hire a',
      '2026-03-01 leave_start a',
      '2026-04-01 leave_end a',
      '2026-07-01 position_change a',
      '2026-12-01 garden_leave a',
      '2026-12-31 termination a',
    ],
  ],
])('%s', (_, engagements, events) => {
  expect(kinds(person(...engagements))).toEqual(events)
})

test('an end that moves is another event, and the old one is superseded', () => {
  const before = person(engagement('a', '2026-01-01', { endDate: day('2026-06-30'), department: 'Sales' }))
  const after = person(engagement('a', '2026-01-01', { endDate: day('2026-07-31'), department: 'Sales' }))
  const derived = deriveEvents({ before, after, source: 'src', saidOn: day('2026-05-01') })
  expect(derived).toMatchObject({
    stated: [{ kind: 'termination', effectiveOn: '2026-07-31' }],
    superseded: [{ kind: 'termination', effectiveOn: '2026-06-30' }],
  })
})

test('what HR gives no day for happens on the day on which it says so', () => {
  const before = person(engagement('a', '2026-01-01', { department: 'Sales' }))
  const after = { ...person(engagement('a', '2026-01-01', { department: 'Finance' })), familyName: 'Lovelace' }
  expect(deriveEvents({ before, after, source: 'src', saidOn: day('2026-05-01') })).toMatchObject({
    stated: [
      { kind: 'rename', effectiveOn: '2026-05-01' },
      { kind: 'position_change', effectiveOn: '2026-05-01', engagementKey: 'a' },
    ],
    superseded: [],
  })
})

const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays(day('2024-01-01'), days))
const anyEngagement = (engagementKey: string) =>
  fc
    .record({
      type: fc.constantFrom('employee' as const, 'contractor' as const),
      startDate: anyDay,
      endDate: fc.option(anyDay),
      leaveFrom: fc.option(anyDay),
    })
    .map((dates) => ({ engagementKey, ...dates }))
const anyPerson = fc.tuple(anyEngagement('a'), anyEngagement('b')).map((engagements) => person(...engagements))

test('the same statement has the same id, whoever reads it and in whatever order', () => {
  fc.assert(
    fc.property(anyPerson, (facts) => {
      const ids = (of: PersonFacts, source = 'src') => eventsOf(of, source).map(({ id }) => id)
      expect(ids({ ...facts, engagements: facts.engagements.toReversed() })).toEqual(ids(facts))
      expect(new Set(ids(facts)).size).toBe(ids(facts).length)
      expect(ids(facts, 'other').some((id) => ids(facts).includes(id))).toBe(false)
    }),
  )
})

test('a change leaves exactly what the new facts state', () => {
  fc.assert(
    fc.property(anyPerson, anyPerson, (before, after) => {
      const { stated, superseded } = deriveEvents({ before, after, source: 'src', saidOn: day('2026-05-01') })
      const gone = new Set(superseded.map(({ id }) => id))
      const left = [...eventsOf(before, 'src').filter(({ id }) => !gone.has(id)), ...stated].map(({ id }) => id)
      expect(left.sort()).toEqual(
        eventsOf(after, 'src')
          .map(({ id }) => id)
          .sort(),
      )
    }),
  )
})

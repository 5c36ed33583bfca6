import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { accessOf, nextWakeAt } from './access-window.ts'
import { type Calendar, defaultCalendar } from './calendar.ts'

const calendar: Calendar = { ...defaultCalendar, timeZone: 'Europe/Berlin', countries: { US: 'America/Chicago' }, cutOff: '18:00' }

interface Engagement {
  readonly type?: EngagementFacts['type']
  readonly start: string
  readonly end?: string
  readonly last?: string
  readonly status?: string
}

function person(engagements: readonly Engagement[], rest: Partial<PersonFacts> = {}): PersonFacts {
  return {
    personKey: '1',
    givenName: 'Ada',
    familyName: 'Byron',
    ...rest,
    engagements: engagements.map(({ type = 'employee', start, end, last, status }, at) => ({
      engagementKey: `e${at}`,
      type,
      startDate: toCivilDate(start),
      ...(end !== undefined && { endDate: toCivilDate(end) }),
      ...(last !== undefined && { lastWorkingDay: toCivilDate(last) }),
      ...(status !== undefined && { sourceStatus: status }),
    })),
  }
}

const windows = (facts: PersonFacts) => accessOf(facts, calendar).windows.map(({ from, to }) => [from.toISOString(), to?.toISOString()])

describe('the access window', () => {
  test('opens at local midnight of the start and closes at the cut-off of the last day', () => {
    expect(windows(person([{ start: '2026-01-05', end: '2026-07-31' }]))).toEqual([
      ['2026-01-04T23:00:00.000Z', '2026-07-31T16:00:00.000Z'],
    ])
  })

  test('closes on the last working day, ahead of the end of the employment', () => {
    expect(windows(person([{ start: '2026-01-05', end: '2026-07-31', last: '2026-07-10' }]))[0]?.[1]).toBe('2026-07-10T16:00:00.000Z')
  })

  test.each<[string, Partial<PersonFacts>, string, string]>([
    ['the person', { timeZone: 'Asia/Kolkata', country: 'DE' }, 'person', '2026-01-04T18:30:00.000Z'],
    ['the policy, for a country with several zones', { country: 'us' }, 'country', '2026-01-05T06:00:00.000Z'],
    ['a country that has one', { country: 'JP' }, 'country', '2026-01-04T15:00:00.000Z'],
    ['the company, for a country that is not known', { country: 'Atlantis' }, 'company', '2026-01-04T23:00:00.000Z'],
  ])('is in the zone of %s', (_, rest, basis, from) => {
    const facts = person([{ start: '2026-01-05' }], rest)
    expect(accessOf(facts, calendar).zone.basis).toBe(basis)
    expect(windows(facts)).toEqual([[from, undefined]])
  })

  test('starts when the day does, where the clocks skip midnight', () => {
    expect(windows(person([{ start: '2026-04-24' }], { timeZone: 'Africa/Cairo' }))[0]?.[0]).toBe('2026-04-23T22:00:00.000Z')
  })

  test('lasts until the last of two engagements ends', () => {
    const facts = person([
      { start: '2026-01-05', end: '2026-07-31' },
      { start: '2026-03-01', end: '2026-12-31', type: 'contractor' },
    ])
    expect(windows(facts)).toEqual([['2026-01-04T23:00:00.000Z', '2026-12-31T17:00:00.000Z']])
  })

  test('goes on over a weekend between two engagements', () => {
    const facts = person([{ start: '2026-01-05', end: '2026-07-31', type: 'contractor' }, { start: '2026-08-03' }])
    expect(windows(facts)).toEqual([['2026-01-04T23:00:00.000Z', undefined]])
  })

  test('is two windows for somebody who leaves and comes back', () => {
    const facts = person([{ start: '2026-01-05', end: '2026-07-31' }, { start: '2026-09-01' }])
    expect(windows(facts)).toEqual([
      ['2026-01-04T23:00:00.000Z', '2026-07-31T16:00:00.000Z'],
      ['2026-08-31T22:00:00.000Z', undefined],
    ])
  })

  test('does not open for somebody who never started', () => {
    expect(windows(person([{ start: '2026-01-05', end: '2026-01-05', status: 'No show' }]))).toEqual([])
  })

  test('says that a contractor has no end', () => {
    expect(accessOf(person([{ start: '2026-01-05', type: 'contractor' }]), calendar).remarks).toEqual(['contractor_without_end'])
    expect(accessOf(person([{ start: '2026-01-05' }]), calendar).remarks).toEqual([])
  })
})

describe('the next wake-up', () => {
  const access = accessOf(person([{ start: '2026-01-05', end: '2026-07-31' }]), calendar)

  test.each([
    ['2026-01-01T00:00:00Z', '2026-01-04T23:00:00.000Z'],
    ['2026-01-04T23:00:00Z', '2026-07-31T16:00:00.000Z'],
    ['2026-07-31T15:59:59Z', '2026-07-31T16:00:00.000Z'],
    ['2026-07-31T16:00:00Z', undefined],
  ])('after %s is %s', (at, next) => {
    expect(nextWakeAt(access, new Date(at))?.toISOString()).toBe(next)
  })
})

describe('where and when the last day ends', () => {
  const places: Calendar = {
    ...calendar,
    locations: { Lisbon: 'Europe/Lisbon', Tokyo: 'Asia/Tokyo' },
    cutOffByWeekday: { 5: '15:00' },
    cutOffByDate: { '2026-12-31': '12:00' },
  }
  const ends = (facts: PersonFacts) => accessOf(facts, places).windows.at(-1)?.to?.toISOString()
  const at = (location: string, rest: Partial<EngagementFacts>, of: Partial<PersonFacts> = {}): PersonFacts => {
    const facts = person([{ start: '2026-01-05' }], of)
    return { ...facts, engagements: facts.engagements.map((engagement) => ({ ...engagement, location, ...rest })) }
  }
  const last = (day: string) => ({ endDate: toCivilDate(day) })

  test.each([
    ['the usual time in the zone of the location', at('Lisbon', last('2026-12-30')), '2026-12-30T18:00:00.000Z'],
    ['a Friday', at('Lisbon', last('2026-12-18')), '2026-12-18T15:00:00.000Z'],
    ['a listed date, ahead of the weekday', at('Lisbon', last('2026-12-31')), '2026-12-31T12:00:00.000Z'],
    ['the location goes before the country', at('Lisbon', last('2026-12-30'), { country: 'US' }), '2026-12-30T18:00:00.000Z'],
    ['the person goes before the location', at('Lisbon', last('2026-12-30'), { timeZone: 'Asia/Tokyo' }), '2026-12-30T09:00:00.000Z'],
    ['a location without a zone leaves it to the country', at('Moon', last('2026-12-30'), { country: 'US' }), '2026-12-31T00:00:00.000Z'],
    [
      'the location of the last day counts',
      at('Lisbon', {
        ...last('2026-12-30'),
        positions: [
          { effectiveOn: toCivilDate('2026-01-05'), location: 'Lisbon' },
          { effectiveOn: toCivilDate('2026-06-01'), location: 'Tokyo' },
        ],
      }),
      '2026-12-30T09:00:00.000Z',
    ],
    [
      'garden leave begins before the end',
      at('Lisbon', { ...last('2026-12-30'), gardenLeaveFrom: toCivilDate('2026-12-01') }),
      '2026-12-01T18:00:00.000Z',
    ],
    [
      'a last working day goes before garden leave',
      at('Lisbon', { ...last('2026-12-30'), gardenLeaveFrom: toCivilDate('2026-12-01'), lastWorkingDay: toCivilDate('2026-11-30') }),
      '2026-11-30T18:00:00.000Z',
    ],
  ])('%s', (_, facts, end) => {
    expect(ends(facts)).toBe(end)
  })

  test.each([
    ['2026-08-31', '2026-08-31T16:00:00.000Z'],
    ['2026-07-30', '2026-07-31T16:00:00.000Z'],
  ])('an extension until %s never shortens what HR gives', (until, end) => {
    const facts = person([{ type: 'contractor', start: '2026-01-05', end: '2026-07-31' }])
    const access = accessOf(facts, calendar, { extendedUntil: toCivilDate(until) })
    expect(access.windows.at(-1)?.to?.toISOString()).toBe(end)
  })

  test('wakes at both ends of a leave, at the day of another position, and at the end of the employment after the work', () => {
    const facts = at('Lisbon', {
      endDate: toCivilDate('2026-12-31'),
      lastWorkingDay: toCivilDate('2026-11-30'),
      leaveFrom: toCivilDate('2026-03-01'),
      leaveUntil: toCivilDate('2026-03-31'),
      positions: [{ effectiveOn: toCivilDate('2026-01-05') }, { effectiveOn: toCivilDate('2026-06-01') }],
    })
    const wakes: string[] = []
    for (let now: Date | null = new Date('2026-01-01T00:00:00Z'); now !== null; now = nextWakeAt(accessOf(facts, places), now))
      wakes.push(now.toISOString().slice(0, 13))
    expect(wakes.slice(1)).toEqual(['2026-01-05T00', '2026-03-01T00', '2026-03-31T23', '2026-05-31T23', '2026-11-30T18', '2027-01-01T00'])
  })
})

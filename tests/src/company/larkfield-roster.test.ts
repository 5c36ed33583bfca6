import { isCivilDate } from '@rollcall/shared/civil-date'
import { describe, expect, test } from 'vitest'
import { larkfieldRoster } from './larkfield-roster.ts'
import { formatRoster, parseRoster, type RosterRow } from './roster-csv.ts'

const rows = parseRoster(larkfieldRoster())
const people = new Map(rows.map((row) => [row.person_id, row]))

describe('the roster of Larkfield Instruments', () => {
  test('is read and written without a change', () => {
    expect(formatRoster(rows)).toBe(larkfieldRoster())
  })

  test('lists 120 people in 121 engagements', () => {
    expect([people.size, rows.length]).toEqual([120, 121])
    expect(new Set(rows.map((row) => row.engagement_id)).size).toBe(121)
    expect(new Set([...people.values()].map((row) => row.work_email)).size).toBe(120)
  })

  test('holds only days that exist and e-mail addresses that reach nobody', () => {
    const days = rows.flatMap((row) => [row.start_date, row.end_date, row.last_working_day, row.leave_from, row.leave_until])
    expect(days.filter((day) => day !== '' && !isCivilDate(day))).toEqual([])
    expect(rows.filter((row) => !/^[a-z.-]+@larkfield\.example$/.test(row.work_email))).toEqual([])
  })

  test('has one tree of managers, four levels deep', () => {
    const levels = [...people.values()].map((row) => chainOf(row).length)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(Math.max(...levels)).toBe(4)
  })

  test('changes by itself neither in November 2026 nor in December', () => {
    const isNear = (day: string) => day.startsWith('2026-11') || day.startsWith('2026-12')
    expect(rows.filter((row) => isNear(row.start_date) || isNear(row.end_date) || isNear(row.leave_until))).toEqual([])
  })

  test('shows each kind of life', () => {
    const count = (fits: (row: RosterRow) => boolean) => rows.filter(fits).length
    expect({
      contractors: count((row) => row.type === 'contractor' && row.title !== 'Workshop Trainer'),
      interns: count((row) => row.type === 'intern'),
      endless: count((row) => row.type !== 'employee' && row.end_date === ''),
      onLeave: count((row) => row.leave_from !== ''),
      starters: count((row) => row.start_date > '2026-12-31'),
      leavers: count((row) => row.type === 'employee' && row.end_date !== ''),
      countries: new Set(rows.map((row) => row.country)).size,
    }).toEqual({ contractors: 15, interns: 3, endless: 0, onLeave: 1, starters: 2, leavers: 1, countries: 8 })
  })
})

function chainOf(row: RosterRow): readonly RosterRow[] {
  const manager = people.get(row.manager_id)
  if (manager === undefined && row.manager_id !== '') throw new RangeError(`${row.person_id} has an unknown manager`)
  return manager === undefined ? [row] : [row, ...chainOf(manager)]
}

import { describe, expect, test } from 'vitest'
import { addJoiner, dropPerson, endEngagement, moveDepartment, startLeave } from './edit-roster.ts'
import { larkfieldRoster } from './larkfield-roster.ts'
import { parseRoster } from './roster-csv.ts'

const before = larkfieldRoster()

describe('editing the roster', () => {
  test('a joiner is one more row, at the manager’s location and cost centre', () => {
    const after = addJoiner(before, {
      personId: '00301',
      engagementId: '000901',
      givenName: 'Ilse',
      familyName: 'Brandt',
      department: 'Engineering',
      title: 'Firmware Engineer',
      managerId: '00037',
      startDate: '2026-11-23',
    })
    expect(changedLines(before, after)).toEqual([
      '+00301,000901,Ilse,Brandt,ilse.brandt@larkfield.example,employee,Engineering,Firmware Engineer,00037,Berlin,DE,Europe/Berlin,CC-1100,2026-11-23,,,,,Active',
    ])
  })

  test('a mover changes department, title, manager and cost centre, and nothing else', () => {
    const after = moveDepartment(before, { personId: '00045', department: 'Marketing', title: 'Product Marketer', managerId: '00060' })
    expect(changedLines(before, after)).toEqual([
      '-00045,000228,Jonas,Eickhoff,jonas.eickhoff@larkfield.example,employee,Sales,Sales Engineer,00042,Berlin,DE,Europe/Berlin,CC-2100,2019-01-14,,,,,Active',
      '+00045,000228,Jonas,Eickhoff,jonas.eickhoff@larkfield.example,employee,Marketing,Product Marketer,00060,Berlin,DE,Europe/Berlin,CC-2600,2019-01-14,,,,,Active',
    ])
  })

  test('an ending without a last working day ends work on the end date', () => {
    const after = endEngagement(before, { personId: '00056', endDate: '2026-11-20' })
    expect(rowOf(after, '00056')).toMatchObject({ end_date: '2026-11-20', last_working_day: '2026-11-20', status: 'Notice given' })
    expect(changedLines(before, after)).toHaveLength(2)
  })

  test('an ending of a person with two engagements names the one that ends', () => {
    const ending = { personId: '00121', endDate: '2026-11-20' }
    expect(() => endEngagement(before, ending)).toThrow('several engagements')
    const after = endEngagement(before, { ...ending, engagementId: '000282' })
    expect(
      parseRoster(after)
        .filter((row) => row.person_id === '00121')
        .map((row) => row.end_date),
    ).toEqual(['', '2026-11-20'])
  })

  test('a leave fills its two days', () => {
    const after = startLeave(before, { personId: '00056', from: '2026-12-01', until: '2027-02-28' })
    expect(rowOf(after, '00056')).toMatchObject({ leave_from: '2026-12-01', leave_until: '2027-02-28', status: 'On leave' })
  })

  test('a dropped person takes every engagement along', () => {
    expect(changedLines(before, dropPerson(before, '00121'))).toHaveLength(2)
  })

  test('an edit of somebody unknown, or of a cell that would need quotes, is refused', () => {
    expect(() => dropPerson(before, '99999')).toThrow('no person 99999')
    expect(() => moveDepartment(before, { personId: '00045', department: 'A, B', title: '', managerId: '00060' })).toThrow('no comma')
  })
})

function rowOf(csv: string, personId: string): object | undefined {
  return parseRoster(csv).find((row) => row.person_id === personId)
}

function changedLines(from: string, to: string): readonly string[] {
  const [old, now] = [from.split('\n'), to.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ]
}

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ParsedRoster, parseRoster } from './parse-roster.ts'
import { RosterFileError } from './roster-file-error.ts'

const header = 'person_id,engagement_id,given_name,family_name,work_email,type,start_date'
const ada = '1,e1,Ada,Byron,ada@example.test,employee,2020-01-01'
const max = '2,e2,Max,Noether,max@example.test,contractor,2021-02-03'

function parse(content: string | Uint8Array, options: { dateFormat?: string; expectedRows?: number } = {}): Promise<ParsedRoster> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return parseRoster({ bytes, dateFormat: options.dateFormat ?? 'YYYY-MM-DD', expectedRows: options.expectedRows })
}

async function refusal(content: string | Uint8Array, options?: Parameters<typeof parse>[1]): Promise<RosterFileError> {
  const error = await parse(content, options).catch((caught: unknown) => caught)
  if (error instanceof RosterFileError) return error
  throw new Error('the file was not refused', { cause: error })
}

const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`

describe('a roster file', () => {
  test('gives people with their engagements', async () => {
    const { people, rows, filledColumns } = await parse(file(header, ada, max))
    expect(rows).toBe(2)
    expect(filledColumns).toEqual(Object.fromEntries(header.split(',').map((column) => [column, 2])))
    expect(people[0]).toEqual({
      personKey: '1',
      givenName: 'Ada',
      familyName: 'Byron',
      workEmail: 'ada@example.test',
      engagements: [{ engagementKey: 'e1', type: 'employee', startDate: '2020-01-01' }],
    })
  })

  test('tells an absent column from an empty cell', async () => {
    const { people } = await parse(
      file('person_id,engagement_id,given_name,family_name,type,start_date,end_date', '1,e1,Ada,Byron,employee,2020-01-01,'),
    )
    expect(people[0]?.engagements[0]).toHaveProperty('endDate', null)
    expect(people[0]?.engagements[0]).not.toHaveProperty('title')
  })

  test('puts several rows of one person together, in an order that sorting the file does not change', async () => {
    const second = '1,e0,Ada,Byron,,contractor,2024-01-01'
    const [person] = (await parse(file(header, ada, second))).people
    expect(person?.engagements.map(({ engagementKey }) => engagementKey)).toEqual(['e0', 'e1'])
    expect(person?.workEmail).toBe('ada@example.test')
    expect((await parse(file(header, second, ada))).people).toEqual([person])
  })

  test.each([
    ['semicolons', file(header, ada).replaceAll(',', ';')],
    ['tabs', file(header, ada).replaceAll(',', '\t')],
    ['a byte order mark and Windows line ends', `\ufeff${file(header, ada).replaceAll('\n', '\r\n')}`],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file(header, ada), 'utf16le')])],
    ['blank lines', file('', header, '', ada, '')],
    ['headers in capitals with spaces around', file(header.toUpperCase().replaceAll(',', ' , '), ada)],
    ['cells in quotation marks', file(header, '"1","e1","Ada",Byron,ada@example.test,employee,2020-01-01')],
  ])('may be written with %s', async (_, content) => {
    expect((await parse(content)).people).toEqual((await parse(file(header, ada))).people)
  })

  test('keeps leading zeros and letters beyond ASCII', async () => {
    const [person] = (await parse(file(header, '007,e1,Žofie,Nguyễn,,intern,2020-01-01'))).people
    expect([person?.personKey, person?.givenName, person?.familyName]).toEqual(['007', 'Žofie', 'Nguyễn'])
  })

  test('may hold characters of four bytes wherever they fall', async () => {
    const rows = Array.from({ length: 6000 }, (_, at) => `p${at},g${at},${'𝒜'.repeat(1 + (at % 3))},Byron,,employee,2020-01-01`)
    const names = (await parse(file(header, ...rows))).people.map(({ givenName }) => givenName)
    expect(new Set(names)).toEqual(new Set(['𝒜', '𝒜𝒜', '𝒜𝒜𝒜']))
  })

  test('is read in the date format that the source declares, and in no other', async () => {
    const german = file(header, ada.replace('2020-01-01', '31.01.2020'))
    expect((await parse(german, { dateFormat: 'DD.MM.YYYY' })).people[0]?.engagements[0]?.startDate).toBe('2020-01-31')
    expect(
      (await parse(file(header, ada.replace('2020-01-01', '01/31/2020')), { dateFormat: 'MM/DD/YYYY' })).people[0]?.engagements[0]
        ?.startDate,
    ).toBe('2020-01-31')
    expect(await refusal(file(header, ada), { dateFormat: 'DD.MM.YYYY' })).toMatchObject({ code: 'date', line: 2, column: 'start_date' })
  })
})

const latin1 = Buffer.from(file(header, ada, max.replace('Noether', 'Nöther')), 'latin1')
const withStart = (date: string) => file(header, ada, `2,e2,Max,Noether,,contractor,${date}`)

describe('a roster file is refused with place, reason and what to do', () => {
  test.each<[string, string | Uint8Array, Partial<RosterFileError>, RegExp]>([
    ['another encoding', latin1, { code: 'encoding', line: 3, column: 11 }, /not UTF-8\. They look like ISO-8859-1\. Export/],
    [
      'half a UTF-8 character at its end',
      Buffer.from(`${header}\n1,e1,Zo\u00eb`).subarray(0, -1),
      { code: 'encoding', line: 2, column: 8 },
      /not UTF-8/,
    ],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004'), { code: 'not_text' }, /save it as "CSV UTF-8"/],
    ['UTF-16 without a mark', Buffer.from(file(header, ada), 'utf16le'), { code: 'not_text' }, /zero bytes/],
    ['nothing', '', { code: 'empty' }, /no rows/],
    ['only a header', file(header), { code: 'empty' }, /no rows/],
    ['a header twice', file(`${header},Type`, `${ada},x`), { code: 'header_duplicate', line: 1, column: 8 }, /two columns "type"/],
    [
      'a header that is nearly right',
      file(header.replace('given_name', 'givn_name'), ada),
      { code: 'header_unknown', line: 1, column: 3 },
      /did you mean "given_name"\?/,
    ],
    [
      'a header of another system',
      file(header.replace('person_id', 'Employee ID'), ada),
      { code: 'header_unknown', line: 1, column: 1 },
      /did you mean "person_id"\?/,
    ],
    [
      'a header that is not known',
      file(`${header},shoe size`, `${ada},44`),
      { code: 'header_unknown', line: 1, column: 8 },
      /the columns are person_id/,
    ],
    [
      'a missing column',
      file(header.replace(',start_date', ''), ada.replace(',2020-01-01', '')),
      { code: 'header_missing', line: 1 },
      /lacks "start_date"/,
    ],
    [
      'a quotation mark that never closes',
      file(header, ada, '2,e2,"Max,Noether,,contractor,2021-02-03'),
      { code: 'quote', line: 3 },
      /opens in this row and never closes/,
    ],
    [
      'a quotation mark inside a cell',
      file(header, '1,e1,Ada "A",Byron,,employee,2020-01-01'),
      { code: 'quote', line: 2 },
      /where none may/,
    ],
    ['too few cells', file(header, ada, '2,e2,Max'), { code: 'columns', line: 3 }, /as many cells as the header/],
    ['too many cells', file(header, ada, `${max},x`), { code: 'columns', line: 3 }, /as many cells as the header/],
    ['an empty id', file(header, ada.replace('1,', ',')), { code: 'cell_missing', line: 2, column: 'person_id' }, /fill it in HR/],
    [
      'another type',
      file(header, ada.replace('employee', 'temp')),
      { code: 'cell_invalid', line: 2, column: 'type' },
      /none of employee, contractor, intern/,
    ],
    [
      'a formula as address',
      file(header, ada.replace('ada@example.test', '=A@1')),
      { code: 'cell_invalid', line: 2, column: 'work_email' },
      /no e-mail address/,
    ],
    [
      'a line break in a cell',
      file(header, '1,e1,"Ada\nB",Byron,,employee,2020-01-01'),
      { code: 'cell_invalid', line: 3, column: 'given_name' },
      /line break/,
    ],
    [
      'a date of unknown order',
      withStart('01/02/2020'),
      { code: 'date', line: 3, column: 'start_date' },
      /"01\/02\/2020" does not say which part is the day/,
    ],
    [
      'an Excel serial number',
      withStart('44725'),
      { code: 'date', line: 3, column: 'start_date' },
      /"44725" looks like an Excel serial number/,
    ],
    ['a day that does not exist', withStart('2026-02-29'), { code: 'date', line: 3, column: 'start_date' }, /does not exist/],
    [
      'an engagement twice',
      file(header, ada, max.replace('e2', 'e1')),
      { code: 'engagement_duplicate', line: 3, column: 'engagement_id' },
      /stands on line 2/,
    ],
    [
      'one id for two people',
      file(header, ada, max.replace('2,', '1,')),
      { code: 'person_conflict', line: 3, column: 'given_name' },
      /person_id of line 2/,
    ],
    ['no line end after the last row', `${header}\n${ada}`, { code: 'cut_off', line: 2 }, /state the row count/],
  ])('for %s', async (_, content, expected, message) => {
    const error = await refusal(content)
    expect(error).toMatchObject(expected)
    expect(error.message).toMatch(message)
  })

  test('and no personal data', async () => {
    for (const content of [
      file(header, '1,e1,Ada,Byron,ada@example.test,employee,Ada Byron'),
      file(header, ada, max.replace('2,', '1,')),
      file(header, '1,e1,Ada "A",Byron,,employee,2020-01-01'),
      file(header, '1,e1,Ada,Byron,,Byron,2020-01-01'),
    ])
      expect((await refusal(content)).message).not.toMatch(/Ada|Byron|Max|Noether|@example/)
  })

  test('but may lack the last line end when somebody counted the rows', async () => {
    expect((await parse(`${header}\n${ada}`, { expectedRows: 1 })).rows).toBe(1)
  })

  test('the line is right after a long run of good rows', async () => {
    const many = Array.from({ length: 5000 }, (_, at) => `p${at},g${at},Ada,Byron,,employee,2020-01-01`)
    expect(await refusal(file(header, ...many, '2,e2,Max,Noether,,contractor,44725'))).toMatchObject({ code: 'date', line: 5002 })
  })
})

const samples = new URL('../../../../shared/specs/hr/csv/samples/', import.meta.url)

describe.skipIf(!existsSync(samples))('samples of HR exports (skipped where shared/specs is not beside the repository)', () => {
  test.each(['roster.good.csv', 'roster.bad-excel.csv'])('%s has other headers and is told which to use', async (name) => {
    const error = await refusal(readFileSync(new URL(name, samples)))
    expect(error).toMatchObject({ code: 'header_unknown', line: 1, column: 1 })
    expect(error.message).toContain('did you mean "person_id"?')
  })

  test('the spoiled one is refused for its dates once its headers are mapped', async () => {
    const rows = readFileSync(new URL('roster.bad-excel.csv', samples), 'utf8').split('\r\n').slice(1)
    const mapped = [
      'engagement_id;person_id;given_name;family_name;work_email;start_date;end_date;type',
      ...rows.filter(Boolean).map((row, at) => `${at};${row};employee`),
    ]
    expect(await refusal(file(...mapped))).toMatchObject({ code: 'date', line: 2, column: 'start_date' })
    expect(await refusal(file(...mapped), { dateFormat: 'DD/MM/YYYY' })).toMatchObject({ code: 'date', line: 3, column: 'end_date' })
  })
})

describe('dated positions', () => {
  const head = 'person_id,engagement_id,given_name,family_name,type,start_date,department,title,effective_from'
  const read = (...rows: readonly string[]) =>
    parseRoster({ bytes: Buffer.from(`${[head, ...rows].join('\n')}\n`), dateFormat: 'YYYY-MM-DD' })
  const first = 'p1,e1,Ada,Byron,employee,2026-01-01,Sales,Clerk,2026-01-01'

  test('are one engagement, in the order of their days', async () => {
    const { people, rows } = await read('p1,e1,Ada,Byron,employee,2026-01-01,Finance,,2026-07-01', first)
    expect(rows).toBe(2)
    expect(people).toMatchObject([
      {
        engagements: [
          {
            department: 'Sales',
            title: 'Clerk',
            positions: [
              { effectiveOn: '2026-01-01', department: 'Sales', title: 'Clerk' },
              { effectiveOn: '2026-07-01', department: 'Finance', title: null },
            ],
          },
        ],
      },
    ])
  })

  test('one alone is an engagement as any other', async () => {
    expect((await read(first)).people[0]?.engagements[0]).not.toHaveProperty('positions')
  })

  test.each([
    ['the same day twice', first, /engagement_id stands on line 2/],
    ['no day', 'p1,e1,Ada,Byron,employee,2026-01-01,Finance,,', /engagement_id stands on line 2/],
    ['another person', 'p2,e1,Bo,Byron,employee,2026-01-01,Finance,,2026-07-01', /engagement_id stands on line 2/],
    ['another type', 'p1,e1,Ada,Byron,contractor,2026-01-01,Finance,,2026-07-01', /engagement of line 2 stands here with another type/],
  ])('are refused with %s', async (_, second, message) => {
    await expect(read(first, second)).rejects.toThrow(message)
  })
})

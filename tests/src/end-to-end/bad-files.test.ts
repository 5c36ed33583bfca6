import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { companyPolicy } from '../stage/generous-policies.ts'
import { openControlPlane, type TestControlPlane } from '../stage/open-control-plane.ts'

const good = larkfieldRoster()
const lines = good.trimEnd().split('\n')
const policy = companyPolicy(['directory'])

let controlPlane: TestControlPlane
let client: ControlPlaneClient
let before: unknown

beforeAll(async () => {
  controlPlane = await openControlPlane()
  client = controlPlane.clientOf(await controlPlane.addOrganization('Larkfield Instruments'))
  await client.policy.save.mutate({ document: policy })
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(good).toString('base64') })
}, 60_000)

afterAll(() => controlPlane?.[Symbol.asyncDispose]())

beforeEach(async () => {
  before = await standing()
})

describe('a roster file that cannot be believed is refused over the API, and the last good roster stays', () => {
  test.for<{ title: string; file: Buffer; code: string; place?: object; message: RegExp }>([
    {
      title: 'in another encoding',
      file: Buffer.from(good, 'latin1'),
      code: 'roster_encoding',
      place: { line: firstLineBeyondAscii(), column: expect.any(Number) },
      message: /UTF-8/,
    },
    { title: 'that is not text', file: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), code: 'roster_not_text', message: /CSV/i },
    {
      title: 'with one engagement twice',
      file: Buffer.from(`${good}${lines[5]}\n`),
      code: 'roster_engagement_duplicate',
      place: { line: lines.length + 1 },
      message: /line 6/,
    },
    {
      title: 'with a header twice',
      file: Buffer.from(good.replace(',type,', ',department,')),
      code: 'roster_header_duplicate',
      place: { line: 1 },
      message: /department/,
    },
    {
      title: 'with a header that is unknown',
      file: Buffer.from(good.replace('person_id,', 'number,')),
      code: 'roster_header_unknown',
      place: { line: 1 },
      message: /number/,
    },
    {
      title: 'with a date that could be two days',
      file: Buffer.from(good.replace('2014-08-15', '04/05/2014')),
      code: 'roster_date',
      place: { line: 2, column: 'start_date' },
      message: /04\/05\/2014/,
    },
    {
      title: 'with a quote that never closes',
      file: Buffer.from(good.replace('Marcus', '"Marcus')),
      code: 'roster_quote',
      place: { line: expect.any(Number) },
      message: /quotation mark/,
    },
    {
      title: 'cut off in the middle of a row',
      file: Buffer.from(good.slice(0, 4_000)),
      code: 'roster_cut_off',
      place: { line: expect.any(Number) },
      message: /./,
    },
    { title: 'without a single row', file: Buffer.from(`${lines[0]}\n`), code: 'roster_empty', message: /./ },
  ])('$title', async ({ file, code, place, message }) => {
    const refused = await refusalOf(client.roster.import.mutate({ source: 'hr', file: file.toString('base64') }))
    expect(refused.message).toMatch(message)
    expect(refused.data.appCode).toBe(code)
    expect(refused.data.httpStatus).toBe(400)
    if (place !== undefined) expect(refused.data.details).toMatchObject(place)
    expect(await standing()).toEqual(before)
  })

  test('half a file is looked at and does not count: nobody is taken for gone', async () => {
    const half = `${lines.slice(0, 60).join('\n')}\n`
    const outcome = await client.roster.import.mutate({ source: 'hr', file: Buffer.from(half).toString('base64') })
    expect(outcome.kind).not.toBe('accepted')
    expect(outcome).toMatchObject({ reasons: [expect.stringMatching(/people are not in the file/)] })
    expect(await standing()).toEqual(before)
  })

  test('a file with fewer rows than HR stated does not count either', async () => {
    const file = Buffer.from(`${lines.slice(0, -2).join('\n')}\n`).toString('base64')
    const outcome = await client.roster.import.mutate({ source: 'hr', file, expectedRows: lines.length - 1 })
    expect(outcome).toMatchObject({ reasons: [expect.stringMatching(/rows where \d+ were stated/)] })
    expect(await standing()).toEqual(before)
  })
})

describe('a policy that would not work is refused at save with a caret, and the last good policy stays', () => {
  test.for<{ title: string; document: string; code: string; message: RegExp }>([
    { title: 'an unknown field', document: `${policy}surprise: true\n`, code: 'policy_shape', message: /surprise/ },
    {
      title: 'a rule about a field that no person has',
      document: policy.replace("person.department == 'Sales'", "person.salary == 'Sales'"),
      code: 'policy_expression',
      message: /salary/,
    },
    {
      title: 'a rule that compares a text with a number',
      document: policy.replace("person.department == 'Sales'", 'person.department > 3'),
      code: 'policy_expression',
      message: /./,
    },
    {
      title: 'a regular expression, which could take for ever',
      document: policy.replace("person.department == 'Sales'", () => "person.department.matches('(a+)+$')"),
      code: 'policy_expression',
      message: /matches/,
    },
    {
      title: 'an app that is not there',
      document: policy.replace('directory/dept-sales', 'payroll/dept-sales'),
      code: 'policy_reference',
      message: /payroll/,
    },
    { title: 'no YAML at all', document: `${policy}  - {[`, code: 'policy_syntax', message: /./ },
  ])('$title', async ({ document, code, message }) => {
    expect(document, 'the case changes the document').not.toBe(policy)
    const refused = await refusalOf(client.policy.save.mutate({ document }))
    expect(refused.data.appCode).toBe(code)
    expect(refused.message).toMatch(message)
    expect(refused.message, 'line, column and a caret under the place').toMatch(/^line \d+, column \d+: [^]*\n +\| +\^$/)
    expect(refused.data.details).toMatchObject({ line: expect.any(Number), column: expect.any(Number) })
    expect(await standing()).toEqual(before)
  })
})

/** Everything that a refused file must leave as it was. Looks that did not count are remembered, and are not part of it. */
async function standing(): Promise<unknown> {
  const snapshots = await client.roster.snapshots.query()
  const people = await client.roster.people.query({ limit: 500 })
  const active = await client.policy.active.query()
  const cases = await client.case.list.query({})
  return { accepted: snapshots.filter(({ status }) => status === 'accepted'), people, active, cases }
}

const errorData = z.object({ appCode: z.string(), httpStatus: z.int(), details: z.record(z.string(), z.unknown()) })

async function refusalOf(call: Promise<unknown>): Promise<{ message: string; data: z.infer<typeof errorData> }> {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  )
  if (!(error instanceof TRPCClientError)) throw new Error('the call was not refused')
  return { message: error.message, data: errorData.parse(error.data) }
}

/** 1-based. In another encoding its first letter with an accent is not UTF-8. */
function firstLineBeyondAscii(): number {
  return lines.findIndex((line) => /[^\x20-\x7e]/.test(line)) + 1
}

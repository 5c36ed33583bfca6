import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { testDialects } from '../../test/open-test-database.ts'
import { TestFleet } from '../../test/test-fleet.ts'

const answerSchema = z.object({
  error: z.object({
    message: z.string(),
    data: z.object({ appCode: z.string(), httpStatus: z.int(), details: z.record(z.string(), z.unknown()) }),
  }),
})

describe.each(testDialects)('the API on %s', (dialect) => {
  let fleet: TestFleet
  beforeAll(async () => {
    fleet = await TestFleet.open(dialect)
  })
  afterAll(() => fleet[Symbol.asyncDispose]())

  interface Order {
    readonly body?: string | FormData | Uint8Array<ArrayBuffer>
    readonly type?: string
    readonly token?: string | undefined
  }
  const post = (path: string, { body = '{}', type = 'application/json', token = fleet.owner.token }: Order = {}) =>
    fetch(`${fleet.url}/trpc/${path}`, {
      method: 'POST',
      headers: { ...(type === '' ? {} : { 'content-type': type }), ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body,
    })
  const refusal = async (response: Response) => answerSchema.parse(await response.json()).error
  const get = (path: string) => fetch(`${fleet.url}/trpc/${path}`, { headers: { authorization: `Bearer ${fleet.owner.token}` } })

  test('answers a member, and tells a stranger to sign in', async () => {
    expect((await get('organization.get')).status).toBe(200)
    const response = await post('policy.save', { token: '' })
    expect(response.status).toBe(401)
    expect((await refusal(response)).message).toContain('sign in first')
  })

  test('a fault of ours never reaches the caller verbatim: it is logged once, under the reference that the caller gets', async () => {
    const { database } = fleet.services
    await database.orm.em.getConnection().execute('alter table source rename to source_elsewhere')
    const response = await post('roster.import', { body: JSON.stringify({ source: 'hr', file: 'eA==' }) })
    await database.orm.em.getConnection().execute('alter table source_elsewhere rename to source')
    expect(response.status).toBe(500)
    const { message, data } = await refusal(response)
    expect(data.appCode).toBe('internal')
    expect(message).not.toMatch(/source|table|select|relation/i)
    expect(data.details['reference']).toMatch(/^[0-9a-f]{16}$/)
    const lines = fleet.log.filter((line) => line['msg'] === 'a procedure failed')
    expect(lines).toMatchObject([{ reference: data.details['reference'], err: { message: expect.stringMatching(/source/) } }])
  })

  test('a fault while the caller is looked up is ours too, and says nothing', async () => {
    const { database } = fleet.services
    await database.orm.em.getConnection().execute('alter table member rename to member_elsewhere')
    const response = await get('organization.get')
    await database.orm.em.getConnection().execute('alter table member_elsewhere rename to member')
    expect([response.status, await response.json()]).toEqual([500, { error: 'something failed on our side' }])
    expect(fleet.log.filter((line) => line['msg'] === 'a request failed')).toHaveLength(1)
  })

  test('what is wrong with a request is said in words', async () => {
    const response = await post('roster.import', { body: JSON.stringify({ source: '', file: 7, more: 1 }) })
    expect(response.status).toBe(400)
    const { message, data } = await refusal(response)
    expect(data.appCode).toBe('invalid_request')
    expect(message).toContain('file: expected string, received number')
    expect(message).not.toContain('✖')
  })

  test.each(['YYYY', 'not a format', 'DD.MM.YY'])('a date format that is none (%s) is a clear 400', async (dateFormat) => {
    const response = await post('roster.import', { body: JSON.stringify({ source: 'hr', file: 'eA==', dateFormat }) })
    expect(response.status).toBe(400)
    expect(await refusal(response)).toMatchObject({
      message: expect.stringContaining('is no date format: write the order of YYYY, MM and DD'),
      data: { appCode: 'roster_date_format' },
    })
  })

  test('what does not exist is a 404, and says so', async () => {
    const missing = `cas_${'0'.repeat(32)}`
    const response = await post('case.retry', { body: JSON.stringify({ case: missing }) })
    expect(response.status).toBe(404)
    expect((await refusal(response)).data.appCode).toBe('case_not_found')
    expect((await post('evidence.exportCase', { body: JSON.stringify({ case: missing }) })).status).toBe(404)
    expect((await get('no.such')).status).toBe(404)
    expect((await fetch(`${fleet.url}/no/such`)).status).toBe(404)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('a body of type "%s" reaches no procedure', async (type) => {
    const response = await post('agent.createToken', { type, ...(type === '' ? { body: new Uint8Array([123, 125]) } : {}) })
    expect(response.status).toBe(415)
  })

  test('a form with a file reaches no procedure either', async () => {
    const form = new FormData()
    form.set('input', '{}')
    const response = await fetch(`${fleet.url}/trpc/agent.createToken`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fleet.owner.token}` },
      body: form,
    })
    expect(response.status).toBe(415)
  })

  test('a body that is no JSON is a 400 without a quotation from it', async () => {
    const response = await post('policy.save', { body: '{"document": secret' })
    expect([response.status, await response.json()]).toEqual([400, { error: 'the request could not be read' }])
  })

  test('a stranger’s body is not read beyond a little, a member’s not beyond a large roster', async () => {
    const large = JSON.stringify({ document: 'x'.repeat(100_000) })
    expect((await post('policy.save', { body: large, token: '' })).status).toBe(413)
    expect((await post('policy.save', { body: large })).status).toBe(400)
    const huge = await post('policy.save', { body: JSON.stringify({ document: 'x'.repeat(65 * 1024 * 1024) }) })
    expect([huge.status, await huge.json()]).toEqual([413, { error: 'the request is larger than is accepted here' }])
  })

  test('at most twenty calls go in one batch', async () => {
    const batch = (count: number) => get(`${Array(count).fill('organization.get').join()}?batch=1&input=%7B%7D`)
    expect((await batch(20)).status).toBe(200)
    expect((await batch(21)).status).toBe(400)
  })

  test('a mutation cannot be called by GET', async () => {
    expect((await get('agent.createToken')).status).toBe(405)
  })

  test('answers carry the headers that keep browsers careful', async () => {
    const { headers } = await fetch(`${fleet.url}/health`)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

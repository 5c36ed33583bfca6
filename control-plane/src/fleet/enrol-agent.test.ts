import { generateKeyPairSync } from 'node:crypto'
import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { keyIdOf } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { openTrust, roleKeys } from '@rollcall/shared/trust'
import { enrolledSchema, enrolmentAnswerSchema, parseEnrolmentToken } from '@rollcall/shared/wire/enrolment'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestAgent } from '../../test/test-agent.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import { Agent } from './agent.entity.ts'

describe.each(testDialects)('enrolment on %s', (dialect) => {
  let fleet: TestFleet
  let agent: TestAgent
  beforeEach(async () => {
    fleet = await TestFleet.open(dialect)
    agent = new TestAgent()
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const post = (body: unknown) =>
    fetch(`${fleet.url}/agent/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const ask = async (...order: Parameters<TestAgent['enrolment']>) => post({ envelope: await agent.enrolment(...order) })
  const agents = () => fleet.services.database.read((em) => em.count(Agent))

  test('lets an agent in, and answers with what the token’s fingerprint alone makes believable', async () => {
    const token = await fleet.token()
    const response = await ask(token)
    const answer = enrolmentAnswerSchema.parse(await response.json())
    const trust = openTrust(answer.trust, parseEnrolmentToken(token).rootFingerprint)
    const bytes = openEnvelope(answer.envelope, { payloadType: payloadTypes.enrolled, keys: roleKeys(trust, 'jobs') })
    const enrolled = enrolledSchema.parse(JSON.parse(Buffer.from(bytes).toString()))
    expect(enrolled).toMatchObject({
      organization: fleet.owner.organization,
      organizationName: 'Larkfield',
      epoch: 1,
      session: 'wss://rollcall.example/agent/v1/session',
    })
    expect(await fleet.agentRow(enrolled.agent)).toMatchObject({ status: 'active', name: 'office', organization: fleet.owner.organization })
    expect(await fleet.entries()).toMatchObject([
      { t: 'operator.action', action: 'agent.token_created', member: fleet.owner.member },
      {
        t: 'agent.enrolled',
        agent: enrolled.agent,
        boundKey: keyIdOf(agent.bound.publicKey),
        resultsKey: keyIdOf(agent.results.publicKey),
      },
    ])
  })

  test('a token lets one agent in, however many ask at once', async () => {
    const token = await fleet.token()
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(token)))
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['200', ...Array(7).fill('403')])
    expect(await agents()).toBe(1)
  })

  test('a token lasts an hour', async () => {
    const token = await fleet.token()
    fleet.pass(3_600_000 - 1)
    const other = await fleet.token()
    fleet.pass(1)
    expect((await ask(token)).status).toBe(403)
    expect((await ask(other)).status).toBe(200)
  })

  test.each([
    ['a proof by another secret', { proof: 'f'.repeat(64) }],
    ['a token that there is not', { token: `enr_${'0'.repeat(32)}` as const }],
    ['another name than the proof covers', { name: 'warehouse' }],
    ['a results key of no kind that is accepted', { keys: { bound: '', results: 'nonsense' } }],
  ])('%s is refused, with the same words as any other', async (_what, changes) => {
    const response = await ask(await fleet.token(), changes)
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ error: expect.stringContaining('token is not valid') })
    expect(await agents()).toBe(0)
  })

  test('a request signed by another key than the one it names is refused, and burns nothing', async () => {
    const token = await fleet.token()
    expect((await ask(token, {}, generateKeyPairSync('ed25519').privateKey)).status).toBe(403)
    expect((await ask(token)).status).toBe(200)
  })

  test('a body that is no request is a 400, one that is too large a 413', async () => {
    expect((await post({ hello: 'there' })).status).toBe(400)
    const large = await post({ envelope: 'x'.repeat(40_000) })
    expect(large.status).toBe(413)
    expect(await large.json()).toEqual({ error: 'the request is larger than is accepted here' })
  })

  test('what is kept of a token does not open anything', async () => {
    const { secret } = parseEnrolmentToken(await fleet.token())
    const rows = await fleet.services.database.orm.em.getConnection().execute('select * from enrolment_token')
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(JSON.stringify([rows, fleet.log])).not.toContain(Buffer.from(secret).toString(encoding))
  })
})

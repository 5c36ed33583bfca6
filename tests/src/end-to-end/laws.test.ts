import { ReceiptRecord } from '@rollcall/control-plane/dispatch/receipt.entity'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { cancelSchema, jobSchema, leaseSchema } from '@rollcall/shared/job'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { receiptSchema } from '@rollcall/shared/receipt'
import { enrolledSchema, enrolmentAnswerSchema, enrolmentBodySchema, enrolmentRequestSchema } from '@rollcall/shared/wire/enrolment'
import {
  agentFrameSchema,
  authFrameSchema,
  authSchema,
  controlFrameSchema,
  goawaySchema,
  helloSchema,
  signalSchema,
  welcomeFrameSchema,
  welcomeSchema,
} from '@rollcall/shared/wire/frames'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dropPerson } from '../company/edit-roster.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { parseRoster } from '../company/roster-csv.ts'
import { endNow } from '../stage/end-now.ts'
import { look } from '../stage/follow-case.ts'
import { type Office, openOffice } from '../stage/open-office.ts'
import { readLedger } from './read-ledger.ts'
import { findSecrets, type Haystack } from './secret-search.ts'

describe('law 1, credentials never leave the agent', () => {
  const messages: Readonly<Record<string, z.ZodType>> = {
    hello: helloSchema,
    auth: authFrameSchema,
    'auth payload': authSchema,
    welcome: welcomeFrameSchema,
    'welcome payload': welcomeSchema,
    goaway: goawaySchema,
    signal: signalSchema,
    'control frame': controlFrameSchema,
    'agent frame': agentFrameSchema,
    job: jobSchema,
    lease: leaseSchema,
    cancel: cancelSchema,
    receipt: receiptSchema,
    'enrolment body': enrolmentBodySchema,
    'enrolment request': enrolmentRequestSchema,
    'enrolment answer': enrolmentAnswerSchema,
    enrolled: enrolledSchema,
  }
  /** What sounds like a credential and is none. */
  const harmless: ReadonlySet<string> = new Set([
    // Names of secrets in the agent's own vault.
    'secrets',
    // The token's id; the proof of its secret is an HMAC.
    'token',
    // Public halves.
    'keys',
    'idempotencyKey',
    'keyid',
    // By which public key somebody approved.
    'keyId',
    'credentialId',
  ])

  test.for(Object.entries(messages))('the message "%s" has no field for one, and no room for unknown fields', ([, schema]) => {
    const fields = fieldsOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
    expect(fields.open).toEqual([])
    const suspicious = fields.names.filter((name) =>
      /secret|passw|passphrase|token|credential|cookie|session(?!s?$)|key|private/i.test(name),
    )
    expect(suspicious.filter((name) => !harmless.has(name))).toEqual([])
  })

  test('what a job says of secrets is their names', () => {
    const secrets = z.toJSONSchema(jobSchema.shape.secrets)
    expect(fieldsOf(secrets).names).toEqual(['ref'])
  })
})

/** Random ids and salted digests hold a short word or number by chance. */
function withoutRandom({ place, bytes }: Haystack): Haystack {
  const text = Buffer.from(bytes).toString('latin1')
  return { place, bytes: Buffer.from(text.replaceAll(/[0-9a-f]{32,}|"[\w-]{43}"/g, ''), 'latin1') }
}

describe('in a company that is at work', () => {
  let office: Office
  let csv = larkfieldRoster()

  beforeAll(async () => {
    office = await openOffice()
    csv = endNow(csv, '00057')
    await office.follow((await office.upload(csv)).id)
  }, 60_000)

  afterAll(() => office?.[Symbol.asyncDispose]())

  test('law 2, state-based: the same roster again, and a look at accounts that agree with it, open nothing', async () => {
    const before = await cases()
    await upload(csv)
    await refreshed()
    expect(await cases()).toEqual(before)
  })

  test('law 5, a row that vanished takes nothing away', async () => {
    const [before, effects] = [await cases(), await office.effects()]
    await upload(dropPerson(csv, '00089'))
    await refreshed()
    expect(await cases()).toEqual(before)
    expect(await office.effects()).toEqual(effects)
    await upload(csv)
  })

  test('law 7, the control plane cannot invent evidence: a receipt that it signs itself is refused by whoever has only the packet', async () => {
    const { services, rootFingerprint } = office.controlPlane
    const [closed] = await office.client.case.list.query({ states: ['closed'] })
    if (closed === undefined) throw new TypeError('a case was closed')
    const failedClaims = async () => {
      const { zip } = await office.client.evidence.exportCase.mutate({ case: closed.id })
      const { claims } = await verifyPacket(Buffer.from(zip, 'base64'), rootFingerprint)
      return claims.filter(({ result }) => result === 'FAIL').map(({ claim }) => claim)
    }
    expect(await failedClaims()).toEqual([])
    await services.database.transact(async (em) => {
      const record = await em.findOneOrFail(ReceiptRecord, { case: closed.id })
      record.envelope = await signEnvelope(payloadTypes.receipt, Buffer.from(record.envelope.payload, 'base64'), [services.signers.jobs])
    })
    expect(await failedClaims()).toContain('receipts')
  })

  test('law 8, no leaf of the ledger holds a name, an address, a title or a number of HR', async () => {
    const leaves = await readLedger(office.controlPlane.services.database)
    expect(leaves.length).toBeGreaterThan(20)
    const personal = parseRoster(csv).flatMap((row) => [
      row.work_email,
      row.given_name,
      row.family_name,
      row.title,
      row.cost_center,
      row.engagement_id,
    ])
    const words = [...new Set(personal)].filter((text) => text.length >= 4).map((text) => ({ name: text, bytes: Buffer.from(text) }))
    expect(findSecrets(words, leaves.map(withoutRandom))).toEqual([])
    expect(findSecrets([{ name: 'the type of an entry', bytes: Buffer.from('access.revoked') }], leaves)).not.toEqual([])
  })

  test('law 9, a status that contradicts the dates takes nothing and asks a person', async () => {
    const before = await office.effects()
    const found = await office.follow((await office.upload(csv.replace(/^(00089,.*),Active$/m, '$1,Terminated'))).id)
    expect(found).toMatchObject({ state: 'needs_person', reason: 'status_unclear' })
    expect(await office.effects()).toEqual(before)
  })

  async function upload(edited: string): Promise<void> {
    expect(await office.client.roster.import.mutate({ source: 'hr', file: Buffer.from(edited).toString('base64') })).toMatchObject({
      kind: 'accepted',
    })
  }

  async function cases(): Promise<readonly string[]> {
    return (await office.client.case.list.query({})).map(({ id, state }) => `${id} ${state}`)
  }

  /** Every account is read again: one entry says that the job was issued, one that its receipt came. */
  async function refreshed(): Promise<void> {
    const before = await ledgerSize()
    await office.client.account.refresh.mutate({ app: 'directory' })
    await look(20_000, 'the accounts were not read again', async () => ((await ledgerSize()) >= before + 2 ? true : undefined))
  }

  async function ledgerSize(): Promise<number> {
    const { checkpoint } = await office.client.evidence.checkpoint.query()
    return Number(checkpoint.split('\n')[1])
  }
})

interface Fields {
  readonly names: readonly string[]
  /** Objects that would let an unknown field through. */
  readonly open: readonly string[]
}

function fieldsOf(schema: unknown, path = ''): Fields {
  if (typeof schema !== 'object' || schema === null) return { names: [], open: [] }
  const parts = Object.entries(schema).map(([key, value]) => fieldsOf(value, `${path}/${key}`))
  const { data: object } = z
    .object({ properties: z.record(z.string(), z.unknown()), additionalProperties: z.unknown().optional() })
    .safeParse(schema)
  const own =
    object === undefined
      ? { names: [], open: [] }
      : { names: Object.keys(object.properties), open: object.additionalProperties === false ? [] : [path] }
  return { names: [own, ...parts].flatMap(({ names }) => names), open: [own, ...parts].flatMap(({ open }) => open) }
}

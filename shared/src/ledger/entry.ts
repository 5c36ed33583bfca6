import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { verbs } from '../connector/verbs.ts'
import { sha256HexSchema } from '../digest.ts'
import { disclosureDigestSchema } from '../disclosure.ts'
import { failureKinds } from '../failure.ts'
import { idSchema } from '../id-schema.ts'
import { refusals } from '../receipt.ts'

/** A word from a fixed list that code chose; never what a person typed, and never a name. */
const word = z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/, 'not a word such as account_created')
const app = z.string().regex(/^[a-z0-9-]{1,64}$/)
const count = z.int().min(0)
const instant = z.iso.datetime({ precision: 3 })

/** Says who claims it: the control plane itself, or the agent whose signed receipt the entry repeats. */
const source = z.templateLiteral(['agent:', z.string().regex(/^agt_[0-9a-f]{32}$/)]).or(z.literal('control-plane'))

/** Every entry has these. `at` is when the source claims it happened; the log's order and its checkpoints prove order, not time. */
const common = {
  v: z.literal(1),
  id: idSchema('event'),
  at: instant,
  src: source,
  /** Digests of salted facts that are kept outside the log (`disclosureDigest`). Left out rather than empty: one spelling per meaning. */
  sd: z.array(disclosureDigestSchema).min(1).max(64).optional(),
  /** Artifacts kept outside the log, by file name and salted hash. */
  art: z
    .array(z.strictObject({ n: z.string().regex(/^[a-z0-9-]{1,48}\.[a-z0-9]{1,8}$/), h: sha256HexSchema }))
    .min(1)
    .max(16)
    .optional(),
}

const person = { sub: idSchema('person') }
const inCase = { case: idSchema('case') }
const byOperator = { member: idSchema('member').optional() }
/** What one step of a receipt did to a person's access; `rcpt` is the hash that names the receipt and `step` the index in it. */
const access = {
  ...person,
  app,
  case: idSchema('case').optional(),
  job: idSchema('job'),
  rcpt: sha256HexSchema,
  step: count,
  verb: z.enum(verbs),
}
const changedOrAlready = z.enum(['changed', 'already'])

/**
 * The clear part of one event: what the log holds for ever and shows to anybody. Integers and strings only, fields fixed per type, unknown fields
 * refused, no personal data, no free text. Source: evidence.md "Ledger".
 */
export const entrySchema = z.discriminatedUnion('t', [
  z.strictObject({
    ...common,
    t: z.literal('hr.snapshot'),
    source: idSchema('source'),
    snapshot: idSchema('snapshot').optional(),
    rows: count,
    res: z.enum(['accepted', 'partial', 'refused']),
    sha256: sha256HexSchema,
  }),
  z.strictObject({
    ...common,
    t: z.literal('hr.change'),
    ...person,
    source: idSchema('source'),
    snapshot: idSchema('snapshot'),
    change: word,
  }),
  z.strictObject({
    ...common,
    t: z.literal('case.opened'),
    ...person,
    ...inCase,
    kind: z.enum(['joiner', 'mover', 'leaver']),
    pol: sha256HexSchema,
    plan: sha256HexSchema,
    /** The two clocks: when it was true by HR's dates, and when HR told us. */
    effective: instant,
    recorded: instant,
  }),
  z.strictObject({ ...common, t: z.literal('case.closed'), ...person, ...inCase, res: z.enum(['closed', 'cancelled', 'superseded']) }),
  z.strictObject({ ...common, t: z.literal('guard.tripped'), case: idSchema('case').optional(), guard: word, count, limit: count }),
  z.strictObject({ ...common, t: z.literal('guard.released'), case: idSchema('case').optional(), guard: word, ...byOperator }),
  z.strictObject({ ...common, t: z.literal('policy.changed'), pol: sha256HexSchema, version: z.int().min(1), ...byOperator }),
  z.strictObject({
    ...common,
    t: z.literal('agent.enrolled'),
    agent: idSchema('agent'),
    /** Ids (`keyIdOf`) of the agent's public keys. */
    resultsKey: sha256HexSchema,
    boundKey: sha256HexSchema,
  }),
  z.strictObject({
    ...common,
    t: z.literal('account.linked'),
    ...person,
    app,
    account: idSchema('account'),
    how: z.enum(['created', 'rule', 'operator']),
    rule: word.optional(),
    ...byOperator,
  }),
  z.strictObject({ ...common, t: z.literal('account.orphan_found'), app, account: idSchema('account') }),
  z.strictObject({
    ...common,
    t: z.literal('job.issued'),
    sub: idSchema('person').optional(),
    case: idSchema('case').optional(),
    app,
    job: idSchema('job'),
    agent: idSchema('agent'),
    attempt: z.int().min(1),
    fence: z.int().min(1),
    /** Hex SHA-256 of the job envelope's payload bytes. */
    jobHash: sha256HexSchema,
  }),
  z.strictObject({
    ...common,
    t: z.literal('job.receipt'),
    sub: idSchema('person').optional(),
    case: idSchema('case').optional(),
    app: app.optional(),
    job: idSchema('job').optional(),
    /** Hex SHA-256 of the receipt envelope's payload bytes. */
    rcpt: sha256HexSchema,
    res: z.enum(['done', 'failed', 'refused']),
    refusal: z.enum(refusals).optional(),
    /** 1 when it came after its lease had passed on: kept as evidence, it decides nothing. */
    fenced: z.int().min(0).max(1),
  }),
  z.strictObject({ ...common, t: z.literal('access.granted'), ...access, res: changedOrAlready }),
  z.strictObject({ ...common, t: z.literal('access.changed'), ...access, res: changedOrAlready }),
  z.strictObject({ ...common, t: z.literal('access.revoked'), ...access, res: changedOrAlready }),
  z.strictObject({ ...common, t: z.literal('access.verified'), ...access }),
  z.strictObject({ ...common, t: z.literal('access.failed'), ...access, failure: z.enum(failureKinds) }),
  z.strictObject({
    ...common,
    t: z.literal('operator.action'),
    member: idSchema('member'),
    action: word,
    agent: idSchema('agent').optional(),
    case: idSchema('case').optional(),
  }),
  z.strictObject({
    ...common,
    t: z.literal('export.created'),
    case: idSchema('case').optional(),
    ...byOperator,
    /** Sizes of the log between which the packet is complete, and the packet's hash. */
    from: count,
    to: count,
    sha256: sha256HexSchema,
  }),
])
export type Entry = Readonly<z.infer<typeof entrySchema>>
export type EntryType = Entry['t']

export const maxEntryBytes = 8_192

export class EntryError extends Error {
  override readonly name = 'EntryError'
}

/** The leaf: the exact bytes that are hashed and stored. @throws EntryError for an entry that must not be logged */
export function entryBytes(entry: Entry): Uint8Array {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) throw new EntryError(`this is no ${entry.t} entry: ${z.prettifyError(parsed.error)}`)
  return bounded(canonicalJson(parsed.data))
}

/** @throws EntryError when the bytes are not the one canonical spelling of an entry */
export function parseEntry(bytes: Uint8Array): Entry {
  const parsed = entrySchema.safeParse(parseJson(bounded(bytes)))
  if (!parsed.success) throw new EntryError(`the leaf is not an entry: ${z.prettifyError(parsed.error)}`)
  if (Buffer.compare(canonicalJson(parsed.data), bytes) !== 0) throw new EntryError('the leaf is not in canonical form')
  return parsed.data
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > maxEntryBytes) throw new EntryError(`an entry of ${bytes.length} bytes is larger than ${maxEntryBytes}`)
  return bytes
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new EntryError('the leaf is not JSON', { cause })
  }
}

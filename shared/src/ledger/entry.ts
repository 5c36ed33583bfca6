import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { caseKinds } from '../case-kinds.ts'
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
/** Where there may be a person and a case, and need not be. */
const perhapsAbout = { sub: idSchema('person').optional(), case: idSchema('case').optional() }
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
    kind: z.enum(caseKinds),
    pol: sha256HexSchema,
    plan: sha256HexSchema,
    /** The two clocks: when it was true by HR's dates, and when HR told us. */
    effective: instant,
    recorded: instant,
  }),
  z.strictObject({ ...common, t: z.literal('case.closed'), ...person, ...inCase, res: z.enum(['closed', 'cancelled', 'superseded']) }),
  z.strictObject({ ...common, t: z.literal('guard.tripped'), case: idSchema('case').optional(), guard: word, count, limit: count }),
  z.strictObject({ ...common, t: z.literal('guard.postponed'), case: idSchema('case'), until: instant, ...byOperator }),
  z.strictObject({ ...common, t: z.literal('guard.released'), case: idSchema('case').optional(), guard: word, ...byOperator }),
  z.strictObject({ ...common, t: z.literal('policy.changed'), pol: sha256HexSchema, version: z.int().min(1), ...byOperator }),
  /** Somebody other than its author agreed to a version before it came into force. */
  z.strictObject({ ...common, t: z.literal('policy.approved'), pol: sha256HexSchema, version: z.int().min(1), ...byOperator }),
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
  z.strictObject({ ...common, t: z.literal('account.unlinked'), ...person, app, account: idSchema('account'), ...byOperator }),
  z.strictObject({ ...common, t: z.literal('account.orphan_found'), app, account: idSchema('account') }),
  z.strictObject({ ...common, t: z.literal('account.orphan_resolved'), app, account: idSchema('account'), res: word, ...byOperator }),
  z.strictObject({
    ...common,
    t: z.literal('account.drifted'),
    sub: idSchema('person').optional(),
    app,
    account: idSchema('account'),
    /** What is done about it by policy. */
    res: z.enum(['correct', 'accept', 'ask']),
  }),
  z.strictObject({
    ...common,
    t: z.literal('exception.opened'),
    ...person,
    app,
    exception: idSchema('exception'),
    kind: z.enum(['grant', 'withhold']),
    /** Civil instant at which it ends by itself. */
    until: instant,
    reason: word,
    ...byOperator,
  }),
  z.strictObject({ ...common, t: z.literal('exception.closed'), ...person, app, exception: idSchema('exception'), ...byOperator }),
  z.strictObject({
    ...common,
    t: z.literal('question.opened'),
    ...perhapsAbout,
    question: idSchema('question'),
    kind: word,
  }),
  z.strictObject({
    ...common,
    t: z.literal('question.answered'),
    ...perhapsAbout,
    question: idSchema('question'),
    answer: word,
    reason: word.optional(),
    ...byOperator,
  }),
  z.strictObject({
    ...common,
    t: z.literal('order.given'),
    ...person,
    order: idSchema('order'),
    kind: z.enum(['for_cause', 'security_hold', 'legal_hold', 'extension']),
    reason: word,
    until: instant.optional(),
    ...byOperator,
  }),
  /** The second of two people. */
  z.strictObject({ ...common, t: z.literal('order.confirmed'), ...person, order: idSchema('order'), ...byOperator }),
  z.strictObject({ ...common, t: z.literal('order.lifted'), ...person, order: idSchema('order'), reason: word, ...byOperator }),
  /** HR has now said itself what an operator ordered ahead of it. */
  z.strictObject({
    ...common,
    t: z.literal('order.agreed'),
    ...person,
    order: idSchema('order'),
    case: idSchema('case').optional(),
    recorded: instant,
  }),
  z.strictObject({
    ...common,
    t: z.literal('approval.requested'),
    ...perhapsAbout,
    approval: idSchema('approval'),
    plan: sha256HexSchema,
    needed: z.int().min(1).max(2),
    route: word,
  }),
  z.strictObject({
    ...common,
    t: z.literal('approval.given'),
    ...perhapsAbout,
    approval: idSchema('approval'),
    plan: sha256HexSchema,
    member: idSchema('member'),
    /** How it was signed, and by which key; `none` where the approver has no key. */
    signed: z.enum(['ed25519', 'passkey', 'none']),
    key: sha256HexSchema.optional(),
  }),
  z.strictObject({
    ...common,
    t: z.literal('approval.refused'),
    ...perhapsAbout,
    approval: idSchema('approval'),
    /** `refused`: a person said no. `expired`: nobody said anything in time. `overtaken`: the plan is another one now. */
    res: z.enum(['refused', 'expired', 'overtaken']),
    reason: word.optional(),
    ...byOperator,
  }),
  z.strictObject({
    ...common,
    t: z.literal('approval.escalated'),
    ...perhapsAbout,
    approval: idSchema('approval'),
  }),
  z.strictObject({
    ...common,
    t: z.literal('approver_key.changed'),
    member: idSchema('member'),
    key: sha256HexSchema,
    kind: z.enum(['ed25519', 'passkey']),
    res: z.enum(['added', 'revoked']),
  }),
  z.strictObject({ ...common, t: z.literal('task.opened'), ...person, ...inCase, task: idSchema('task'), app: app.optional() }),
  /** A person says that they did it: a weaker grade of evidence than a receipt. */
  z.strictObject({
    ...common,
    t: z.literal('access.manual'),
    ...person,
    ...inCase,
    task: idSchema('task'),
    app: app.optional(),
    proof: sha256HexSchema.optional(),
    ...byOperator,
  }),
  /** Something that the case wanted stays undone, by name and reason. */
  z.strictObject({
    ...common,
    t: z.literal('access.waived'),
    ...person,
    ...inCase,
    app: app.optional(),
    job: idSchema('job').optional(),
    task: idSchema('task').optional(),
    reason: word,
    ...byOperator,
  }),
  z.strictObject({ ...common, t: z.literal('task.escalated'), ...person, ...inCase, task: idSchema('task') }),
  z.strictObject({ ...common, t: z.literal('notice.given'), sub: idSchema('person').optional(), notice: idSchema('notice'), kind: word }),
  z.strictObject({ ...common, t: z.literal('sod.conflict'), ...person, case: idSchema('case').optional() }),
  /** A whole set of plans that was simulated before is carried out as it was shown. */
  z.strictObject({ ...common, t: z.literal('plan.applied'), planSet: sha256HexSchema, people: count, ...byOperator }),
  z.strictObject({
    ...common,
    t: z.literal('job.issued'),
    ...perhapsAbout,
    app,
    job: idSchema('job'),
    agent: idSchema('agent'),
    attempt: z.int().min(1),
    fence: z.int().min(1),
    /** Hex SHA-256 of the job envelope's payload bytes. */
    jobHash: sha256HexSchema,
  }),
  /** A job that an agent was given is no longer wanted: it stops between effects, and what it did stays done. */
  z.strictObject({
    ...common,
    t: z.literal('job.revoked'),
    ...perhapsAbout,
    app,
    job: idSchema('job'),
    agent: idSchema('agent'),
    attempt: z.int().min(1),
  }),
  z.strictObject({
    ...common,
    t: z.literal('job.receipt'),
    ...perhapsAbout,
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
    /** The member whom it is about. */
    about: idSchema('member').optional(),
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

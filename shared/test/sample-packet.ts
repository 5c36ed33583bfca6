import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { canonicalJson } from '../src/canonical-json.ts'
import { sha256Hex } from '../src/digest.ts'
import { type Disclosure, disclosureDigest, toDisclosure } from '../src/disclosure.ts'
import { type Envelope, signEnvelope } from '../src/envelope/envelope.ts'
import { ed25519Signer, keyIdOf, publicPem } from '../src/envelope/keys.ts'
import { p256Signer } from '../src/envelope/p256-signer.ts'
import { payloadTypes } from '../src/envelope/payload-types.ts'
import { type Id, type IdKind, toId } from '../src/ids.ts'
import { type Job, jobSchema } from '../src/job.ts'
import { type Entry, entryBytes } from '../src/ledger/entry.ts'
import { signCheckpoint } from '../src/log/checkpoint.ts'
import { rootOf } from '../src/log/frontier.ts'
import { leafHash } from '../src/log/merkle.ts'
import { toNoteKey } from '../src/log/note-key.ts'
import { buildProof } from '../src/log/proofs.ts'
import { appendToTiles, nodeFromTile, tileOf } from '../src/log/tiles.ts'
import { consistencyPath, frontierPath, inclusionPath, type NodeRef } from '../src/log/tree-path.ts'
import type { PacketContents, PacketSigners } from '../src/packet/build-packet.ts'
import { type Receipt, receiptSchema, type StepReceipt } from '../src/receipt.ts'
import { rootFingerprint, type Trust } from '../src/trust.ts'

export function idOf<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  return toId(kind, createHash('md5').update(text).digest())
}

const hashOf = (text: string): string => sha256Hex(Buffer.from(text))
const at = '2026-11-22T18:25:00.123Z'
const origin = 'rollcall.example/log/7f3a'
const app = 'wiki'
const organization = idOf('organization', 'acme')
export const sampleCase = idOf('case', 'ada leaves')
const person = idOf('person', 'ada')
const agent = idOf('agent', 'berlin')
const jobId = idOf('job', 'suspend ada')
const salt = (text: string): Uint8Array => createHash('md5').update(text).digest()
const connector = { id: 'scim', version: '1.0.0', digest: hashOf('scim') }

export interface SampleKeys {
  readonly root: KeyObject
  readonly log: KeyObject
  readonly jobs: KeyObject
  readonly packet: KeyObject
  readonly packetP256: KeyObject
  readonly agent: KeyObject
}

export function sampleKeys(): SampleKeys {
  const ed25519 = () => generateKeyPairSync('ed25519').privateKey
  const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
  return { root: ed25519(), log: ed25519(), jobs: ed25519(), packet: ed25519(), packetP256: p256, agent: ed25519() }
}

export interface Sample {
  readonly contents: PacketContents
  readonly signers: PacketSigners
  readonly rootFingerprint: string
  readonly keys: SampleKeys
}

export interface SampleOptions {
  readonly keys?: SampleKeys
  readonly before?: number
  readonly others?: number
  readonly job?: Partial<Job>
  readonly receipt?: Partial<Receipt>
  /** What the log says of the case in place of the true entries. */
  readonly log?: (entries: readonly Entry[]) => readonly Entry[]
  readonly enrolledLate?: true
  /** The job had been issued before, and the receipt of that attempt came after the second issue: how the log marks it. */
  readonly late?: 0 | 1
}

/** A leaver's case as the control plane exports it: 523 entries before it, others in between and after. */
export async function samplePacket(options: SampleOptions = {}): Promise<Sample> {
  const keys = options.keys ?? sampleKeys()
  const before = options.before ?? 523
  const { trust, fingerprint } = await sampleTrust(keys)
  const after = toDisclosure(
    'account.after',
    { nativeId: '7', userName: 'ada', active: false, profile: {}, entitlements: [] },
    salt('after'),
  )
  const name = toDisclosure('name', 'Ada Lovelace', salt('name'))
  const main = await signAttempt({ keys, number: options.late === undefined ? 1 : 2, after, ...options })
  const late = options.late === undefined ? undefined : await signAttempt({ keys, number: 1, after })
  const trueEntries = caseEntries({ main, late: late && { ...late, fenced: options.late ?? 1 }, name })
  const ofCase = options.log?.(trueEntries) ?? trueEntries
  const leaves = [
    ...(options.enrolledLate ? [] : [entryBytes(enrolled(keys.agent))]),
    ...fillers(options.enrolledLate ? before : before - 1, 'before'),
    ...ofCase.flatMap((entry, index) => [entryBytes(entry), ...fillers(1, `between ${index}`)]),
    ...fillers(options.others ?? 3, 'after'),
    ...(options.enrolledLate ? [entryBytes(enrolled(keys.agent))] : []),
  ]
  const indexes = [options.enrolledLate ? leaves.length - 1 : 0, ...ofCase.map((_, index) => before + 2 * index)]
  const disclosures: readonly (readonly Disclosure[])[] = [[], ...ofCase.map(({ sd }) => (sd === undefined ? [] : [name]))]
  const contents: PacketContents = {
    case: sampleCase,
    kind: 'leaver',
    ...(await logParts({ leaves, before, indexes, disclosures, log: keys.log })),
    receipts: [...(late ? [late] : []), main].map(({ receipt }) => ({ envelope: receipt, disclosures: [after] })),
    jobs: [...(late ? [late] : []), main].map(({ job }) => job),
    agents: [{ agent, resultsKey: publicPemOf(keys.agent) }],
    trust,
  }
  return {
    contents,
    signers: { ed25519: ed25519Signer(keys.packet), p256: p256Signer(keys.packetP256) },
    rootFingerprint: fingerprint,
    keys,
  }
}

interface LogInput {
  readonly leaves: readonly Uint8Array[]
  readonly before: number
  readonly indexes: readonly number[]
  readonly disclosures: readonly (readonly Disclosure[])[]
  readonly log: KeyObject
}

async function logParts({ leaves, before, indexes, disclosures, log }: LogInput): Promise<Pick<PacketContents, 'events' | 'log'>> {
  const nodes = nodesOf(leaves)
  const frontierAt = (size: number) => ({ size, hashes: frontierPath(size).map(nodes) })
  const signer = { key: toNoteKey(origin, publicOf(log)), signer: ed25519Signer(log) }
  const checkpoint = (size: number) => signCheckpoint({ origin, size, root: rootOf(frontierAt(size)) }, [signer])
  return {
    events: indexes.map((index, position) => ({
      index,
      leaf: leaves[index] ?? Buffer.of(),
      disclosures: disclosures[position] ?? [],
      proof: buildProof(inclusionPath(index, leaves.length), nodes),
    })),
    log: {
      checkpointStart: await checkpoint(before),
      checkpointEnd: await checkpoint(leaves.length),
      consistency: before === 0 ? [] : buildProof(consistencyPath(before, leaves.length), nodes),
      startFrontier: frontierAt(before),
      range: leaves.slice(before),
    },
  }
}

function nodesOf(leaves: readonly Uint8Array[]): (node: NodeRef) => Uint8Array {
  const { tiles } = appendToTiles(0, [], leaves.map(leafHash))
  const found = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]))
  return (node) => {
    const { level, index } = tileOf(node)
    return nodeFromTile(node, found.get(`${level}/${index}`) ?? new Uint8Array())
  }
}

async function sampleTrust(keys: SampleKeys): Promise<{ trust: Envelope; fingerprint: string }> {
  const entry = (key: KeyObject) => {
    const algorithm = key.asymmetricKeyType === 'ec' ? ('ecdsa-p256' as const) : ('ed25519' as const)
    return [keyIdOf(publicOf(key)), { algorithm, pem: publicPemOf(key) }] as const
  }
  const keyIds = (...of: readonly KeyObject[]) => of.map((key) => keyIdOf(publicOf(key)))
  const root = { keyIds: keyIds(keys.root), threshold: 1 }
  const trust: Trust = {
    v: 1,
    version: 1,
    controlPlane: 'rollcall.example',
    issuedAt: '2026-11-01T00:00:00Z',
    expiresAt: '2027-11-01T00:00:00Z',
    keys: Object.fromEntries([keys.root, keys.log, keys.jobs, keys.packet, keys.packetP256].map(entry)),
    root,
    roles: {
      jobs: { keyIds: keyIds(keys.jobs) },
      log: { keyIds: keyIds(keys.log) },
      packet: { keyIds: keyIds(keys.packet, keys.packetP256) },
    },
  }
  return {
    trust: await signEnvelope(payloadTypes.trust, canonicalJson(trust), [ed25519Signer(keys.root)]),
    fingerprint: rootFingerprint(root),
  }
}

interface Attempt {
  readonly number: number
  readonly job: Envelope
  readonly receipt: Envelope
}

interface AttemptInput extends Pick<SampleOptions, 'job' | 'receipt'> {
  readonly keys: SampleKeys
  readonly number: number
  readonly after: Disclosure
}

async function signAttempt({ keys, number, after, ...changes }: AttemptInput): Promise<Attempt> {
  const order = jobSchema.parse({ ...sampleJob(number), ...changes.job })
  const job = await signEnvelope(payloadTypes.job, canonicalJson(order), [ed25519Signer(keys.jobs)])
  const said = receiptSchema.parse({ ...sampleReceipt({ job, number }, after), ...changes.receipt })
  return { number, job, receipt: await signEnvelope(payloadTypes.receipt, canonicalJson(said), [ed25519Signer(keys.agent)]) }
}

function sampleJob(number: number): Job {
  return jobSchema.parse({
    v: 1,
    id: jobId,
    organization,
    audience: [agent],
    sequence: number,
    epoch: 1,
    fence: number,
    attempt: number,
    iat: 1_795_000_000,
    nbf: 1_795_000_000,
    exp: 1_795_000_900,
    nonce: '0'.repeat(32),
    app,
    connector,
    class: 'suspend',
    steps: [{ verb: 'account.suspend' }],
    subject: { person, account: { userName: 'ada' } },
    secrets: [{ ref: 'wiki' }],
    idempotencyKey: hashOf('key'),
    cause: { case: sampleCase, event: 'leaver', rules: ['no rule grants it'], policyDigest: hashOf('policy'), planHash: hashOf('plan') },
    approvals: [],
    limits: { timeoutMs: 60_000, calls: 100 },
    undo: null,
    controls: ['CC6.3'],
    dryRun: false,
  })
}

function sampleReceipt({ job, number }: Pick<Attempt, 'job' | 'number'>, after: Disclosure): Receipt {
  const step: StepReceipt = {
    index: 0,
    verb: 'account.suspend',
    outcome: 'changed',
    after: disclosureDigest(after),
    reconciled: false,
    startedAt: at,
    finishedAt: at,
    exchanges: [],
  }
  return {
    v: 1,
    id: idOf('receipt', `suspended ada ${number}`),
    organization,
    agent,
    sequence: number,
    previous: '0'.repeat(64),
    job: jobId,
    jobHash: payloadHash(job),
    case: sampleCase,
    app,
    attempt: number,
    fence: number,
    outcome: 'done',
    steps: [step],
    connector,
    agentVersion: '0.1.0',
    policyDigest: hashOf('local policy'),
    clock: { at, driftMs: 12 },
  }
}

interface CaseInput {
  readonly main: Attempt
  readonly late: (Attempt & { readonly fenced: 0 | 1 }) | undefined
  readonly name: Disclosure
}

function caseEntries({ main, late, name }: CaseInput): readonly Entry[] {
  const opened: Entry = {
    ...stamp('opened'),
    t: 'case.opened',
    ...about,
    kind: 'leaver',
    pol: hashOf('policy'),
    plan: hashOf('plan'),
    effective: at,
    recorded: at,
    sd: [disclosureDigest(name)],
  }
  return [
    opened,
    ...(late ? [issued(late)] : []),
    issued(main),
    ...(late ? received(late, late.fenced) : []),
    ...received(main, 0),
    { ...stamp('closed'), t: 'case.closed', ...about, res: 'closed' },
  ]
}

const about = { case: sampleCase, sub: person } as const

function stamp(text: string) {
  return { v: 1, id: idOf('event', text), at, src: 'control-plane' } as const
}

function issued({ number, job }: Attempt): Entry {
  const jobHash = payloadHash(job)
  return { ...stamp(`issued ${number}`), t: 'job.issued', ...about, app, job: jobId, agent, attempt: number, fence: number, jobHash }
}

function received({ number, receipt }: Attempt, fenced: 0 | 1): readonly Entry[] {
  const byAgent = { ...about, app, job: jobId, rcpt: payloadHash(receipt), src: `agent:${agent}` } as const
  return [
    { ...stamp(`received ${number}`), t: 'job.receipt', ...byAgent, res: 'done', fenced },
    { ...stamp(`revoked ${number}`), t: 'access.revoked', ...byAgent, step: 0, verb: 'account.suspend', res: 'changed' },
  ]
}

function enrolled(key: KeyObject): Entry {
  const resultsKey = keyIdOf(publicOf(key))
  return {
    v: 1,
    id: idOf('event', 'enrolled'),
    at,
    src: 'control-plane',
    t: 'agent.enrolled',
    agent,
    resultsKey,
    boundKey: hashOf('bound'),
  }
}

function fillers(count: number, text: string): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    entryBytes({
      v: 1,
      id: idOf('event', `${text} ${index}`),
      at,
      src: 'control-plane',
      t: 'account.orphan_found',
      app: 'forum',
      account: idOf('account', `${text} ${index}`),
    }),
  )
}

function payloadHash(envelope: Envelope): string {
  return sha256Hex(Buffer.from(envelope.payload, 'base64'))
}

function publicPemOf(key: KeyObject): string {
  return publicPem(publicOf(key))
}

function publicOf(key: KeyObject): KeyObject {
  return createPublicKey(key)
}

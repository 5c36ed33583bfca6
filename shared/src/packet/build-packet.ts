import { z } from 'zod'
import { canonicalJson, type Json } from '../canonical-json.ts'
import type { CaseKind } from '../case-kinds.ts'
import type { Disclosure } from '../disclosure.ts'
import { type Envelope, preAuthEncoding, signEnvelope } from '../envelope/envelope.ts'
import type { Signer } from '../envelope/keys.ts'
import { payloadTypes } from '../envelope/payload-types.ts'
import type { Id } from '../ids.ts'
import { parseEntry } from '../ledger/entry.ts'
import { parseCheckpoint } from '../log/checkpoint.ts'
import { bundleWidth, encodeBundle } from '../log/entry-bundle.ts'
import type { Frontier } from '../log/frontier.ts'
import { formatTlogProof } from '../log/tlog-proof.ts'
import { rootFingerprint, type Trust, trustSchema } from '../trust.ts'
import { caseReport } from './case-report.ts'
import { checksumList } from './checksum-list.ts'
import { formatFrontier, formatHashes } from './hash-lines.ts'
import { keyFiles } from './key-files.ts'
import { bundleName, payload, seal } from './packet-layout.ts'
import { readmeText } from './readme.ts'
import { type PacketPredicate, statementBytes } from './statement.ts'
import { writeZip } from './write-zip.ts'

/** An entry with its proof in the tree of the end checkpoint. */
export interface PacketEvent {
  readonly index: number
  readonly leaf: Uint8Array
  readonly disclosures: readonly Disclosure[]
  readonly proof: readonly Uint8Array[]
}

/** Everything that a packet says, as values: the same contents give the same bytes. */
export interface PacketContents {
  readonly case: Id<'case'>
  readonly kind: CaseKind
  /** Every entry of the case, and the enrolment of every agent that signed a receipt. */
  readonly events: readonly PacketEvent[]
  /** In the order of their entries in the log. */
  readonly receipts: readonly { readonly envelope: Envelope; readonly disclosures: readonly Disclosure[] }[]
  /** As sent to the agents, one for every time that a job was issued, in the order of their entries in the log. */
  readonly jobs: readonly Envelope[]
  readonly agents: readonly { readonly agent: Id<'agent'>; readonly resultsKey: string }[]
  readonly log: {
    readonly checkpointStart: string
    readonly checkpointEnd: string
    readonly consistency: readonly Uint8Array[]
    readonly startFrontier: Frontier
    /** Every leaf from the start's size to the end's. */
    readonly range: readonly Uint8Array[]
  }
  readonly trust: Envelope
}

/** Both sign the same bytes: Ed25519 for what is modern, ECDSA P-256 for every common tool. */
export interface PacketSigners {
  readonly ed25519: Signer
  readonly p256: Signer
}

/** The packet's zip. Deterministic when the signers are (`ed25519Signer`, `p256Signer`). */
export async function buildPacket(contents: PacketContents, signers: PacketSigners): Promise<Uint8Array> {
  const trust = trustSchema.parse(JSON.parse(Buffer.from(contents.trust.payload, 'base64').toString()))
  const predicate = predicateOf(contents)
  const files = new Map<string, Uint8Array>([
    ...eventFiles(contents),
    ...receiptFiles(contents),
    ...logFiles(contents),
    ...keyFiles(contents.trust, trust),
    ...packetKeyFiles(contents, { trust, signers }),
    [payload.report, canonicalJson(reportOf(contents))],
    [payload.readme, Buffer.from(readmeText({ ...predicate, root: trust.root, rootFingerprint: rootFingerprint(trust.root) }))],
  ])
  files.set(payload.sums, checksumList(files))
  return writeZip(new Map([...files, ...(await sealFiles(statementBytes(files, predicate), signers))]))
}

function predicateOf({ case: caseId, kind, log }: PacketContents): PacketPredicate {
  const [start, end] = [log.checkpointStart, log.checkpointEnd].map((note) => parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1)))
  if (start === undefined || end === undefined) throw new RangeError('a packet has two checkpoints')
  return { v: 1, case: caseId, kind, origin: end.origin, from: start.size, to: end.size }
}

function reportOf({ case: caseId, events }: PacketContents): Json {
  return caseReport(
    caseId,
    [...events].sort((a, b) => a.index - b.index).map(({ index, leaf }) => ({ index, entry: parseEntry(leaf) })),
  )
}

type Files = readonly (readonly [string, Uint8Array])[]

function eventFiles({ events, log }: PacketContents): Files {
  return events.flatMap(({ index, leaf, disclosures, proof }) => [
    [`events/${index}.json`, leaf] as const,
    [`events/${index}.tlog-proof`, Buffer.from(formatTlogProof({ index, hashes: proof, checkpoint: log.checkpointEnd }))] as const,
    ...disclosureFile(`events/${index}.disclosures.json`, disclosures),
  ])
}

function receiptFiles({ receipts, jobs }: PacketContents): Files {
  const receiptNames = numberedNames(receipts.map(({ envelope }) => jobOf(envelope, receiptJob)))
  const jobNames = numberedNames(jobs.map((envelope) => jobOf(envelope, jobId)))
  return [
    ...receipts.flatMap(({ envelope, disclosures }, at) => [
      [`receipts/${receiptNames[at]}.dsse.json`, canonicalJson(envelope)] as const,
      ...disclosureFile(`receipts/${receiptNames[at]}.disclosures.json`, disclosures),
    ]),
    ...jobs.map((envelope, at) => [`jobs/${jobNames[at]}.dsse.json`, canonicalJson(envelope)] as const),
  ]
}

function logFiles({ log }: PacketContents): Files {
  const bundles = Array.from({ length: Math.ceil(log.range.length / bundleWidth) }, (_, at) => at * bundleWidth)
  return [
    [payload.start, Buffer.from(log.checkpointStart)],
    [payload.end, Buffer.from(log.checkpointEnd)],
    [payload.consistency, Buffer.from(formatHashes(log.consistency))],
    [payload.frontier, Buffer.from(formatFrontier(log.startFrontier))],
    ...bundles.map((at) => [bundleName(log.startFrontier.size + at), encodeBundle(log.range.slice(at, at + bundleWidth))] as const),
  ]
}

function packetKeyFiles({ agents }: PacketContents, { trust, signers }: { trust: Trust; signers: PacketSigners }): Files {
  return [
    [payload.ed25519Key, Buffer.from(trust.keys[signers.ed25519.keyId]?.pem ?? '')],
    [payload.p256Key, Buffer.from(trust.keys[signers.p256.keyId]?.pem ?? '')],
    ...agents.map(({ agent, resultsKey }) => [`keys/agents/${agent}.pem`, Buffer.from(resultsKey)] as const),
  ]
}

async function sealFiles(statement: Uint8Array, { ed25519, p256 }: PacketSigners): Promise<Files> {
  const envelope = await signEnvelope(payloadTypes.statement, statement, [ed25519, p256])
  const [first, second] = envelope.signatures.map(({ sig }) => Buffer.from(sig, 'base64'))
  if (first === undefined || second === undefined) throw new RangeError('a packet has two signatures')
  return [
    [seal.envelope, canonicalJson(envelope)],
    [seal.pae, preAuthEncoding(payloadTypes.statement, statement)],
    [seal.ed25519, first],
    [seal.p256, second],
  ]
}

function disclosureFile(name: string, disclosures: readonly Disclosure[]): Files {
  return disclosures.length === 0 ? [] : [[name, canonicalJson(disclosures)]]
}

const receiptJob = z.object({ job: z.string() }).transform(({ job }) => job)
const jobId = z.object({ id: z.string() }).transform(({ id }) => id)

function jobOf(envelope: Envelope, schema: z.ZodType<string>): string {
  return schema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString()))
}

/** `<job>-1`, `<job>-2`, … per job, in order. */
function numberedNames(jobs: readonly string[]): readonly string[] {
  return jobs.map((job, at) => `${job}-${jobs.slice(0, at + 1).filter((other) => other === job).length}`)
}

import { openEnvelope } from '../envelope/envelope.ts'
import { toVerifyingKey, type VerifyingKey } from '../envelope/keys.ts'
import { payloadTypes } from '../envelope/payload-types.ts'
import type { Entry } from '../ledger/entry.ts'
import { provedEvents } from './check-inclusion.ts'
import { openKeyring } from './open-keyring.ts'
import { openLog } from './open-log.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileText, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'
import type { ReadEvent } from './read-events.ts'
import { type ReadJob, readJobs } from './read-jobs.ts'
import { type ReadReceipt, readReceipts } from './read-receipts.ts'

/**
 * Every receipt that the log names for the case is here and no other; each was signed where the work was done, by a key that the log enrolled before,
 * and answers a job that a jobs key signed and the log issued.
 * @throws PacketFault
 */
export function checkReceipts(files: PacketFiles, rootFingerprint: string): string {
  const { trust } = openKeyring(files, rootFingerprint)
  const log = openLog(files, trust)
  const evidence = { events: provedEvents(files, log), jobs: readJobs(files, trust), caseId: log.predicate.case }
  const receipts = readReceipts(files)
  for (const read of receipts) checkReceipt(files, read, evidence)
  for (const job of evidence.jobs) checkIssued(job, evidence)
  checkNoneMissing(files, receipts, evidence)
  return `${receipts.length} receipts, each signed by its agent's enrolled key over a job that was issued`
}

interface Evidence {
  readonly events: readonly ReadEvent[]
  readonly jobs: readonly ReadJob[]
  readonly caseId: string
}

function checkReceipt(files: PacketFiles, { file, part, envelope, receipt, hash }: ReadReceipt, evidence: Evidence): void {
  const refuse = (message: string): never => {
    throw new PacketFault(file, message)
  }
  const received = entriesOf(evidence, 'job.receipt').find(({ entry }) => entry.rcpt === hash)
  if (received === undefined) return refuse('the log has no entry for it')
  const { entry } = received
  inFile(file, () =>
    openEnvelope(envelope, {
      payloadType: payloadTypes.receipt,
      keys: [enrolledKey(files, receipt.agent, { evidence, before: received.index })],
      maxBytes: 262_144,
    }),
  )
  if (
    entry.src !== `agent:${receipt.agent}` ||
    entry.job !== receipt.job ||
    entry.res !== receipt.outcome ||
    entry.refusal !== receipt.refusal
  )
    refuse(`says something else than entry ${received.index}`)
  if (entry.case !== evidence.caseId || part.slice(0, part.lastIndexOf('-')) !== receipt.job) refuse('is about another case or job')
  const issues = entriesOf(evidence, 'job.issued').filter(({ entry: issue }) => issue.job === receipt.job)
  const issued = issues.findIndex(({ entry: issue }) => issue.jobHash === receipt.jobHash)
  if (issued === -1) refuse('answers a job that the log did not issue')
  // Of a job that was given out again only the last envelope is kept; what an agent says to an earlier one decides nothing.
  const isLast = issued === issues.length - 1
  if (isLast && !evidence.jobs.some((job) => job.hash === receipt.jobHash)) refuse('the job that it answers is missing')
  checkAccess({ file, receipt }, entriesAbout(evidence, hash))
}

/** What the log says was done to the person's access is what the agent signed, step by step. */
function checkAccess({ file, receipt }: Pick<ReadReceipt, 'file' | 'receipt'>, entries: readonly AccessEntry[]): void {
  for (const entry of entries) {
    const step = receipt.steps.find(({ index }) => index === entry.step)
    const outcome = 'failure' in entry ? 'failed' : 'res' in entry ? entry.res : undefined
    const agrees = step?.verb === entry.verb && (outcome === undefined ? step.outcome !== 'failed' : step.outcome === outcome)
    if (!agrees || entry.job !== receipt.job || entry.src !== `agent:${receipt.agent}`)
      throw new PacketFault(file, `does not bear out ${entry.t} of step ${entry.step}`)
  }
}

/** The agent's key as the packet carries it, once an entry before the receipt's enrolled exactly this key. */
function enrolledKey(files: PacketFiles, agent: string, { evidence, before }: { evidence: Evidence; before: number }): VerifyingKey {
  const file = `keys/agents/${agent}.pem`
  const pem = fileText(files, file)
  const key = inFile(file, () => toVerifyingKey(pem))
  const isEnrolled = entriesOf(evidence, 'agent.enrolled').some(
    ({ index, entry }) => index < before && entry.agent === agent && entry.resultsKey === key.keyId,
  )
  if (!isEnrolled) throw new PacketFault(file, 'no entry in the packet enrolled this key for the agent')
  return key
}

function checkIssued({ file, job, hash }: ReadJob, evidence: Evidence): void {
  const issued = entriesOf(evidence, 'job.issued').find(({ entry }) => entry.jobHash === hash)?.entry
  if (
    issued === undefined ||
    issued.job !== job.id ||
    issued.app !== job.app ||
    issued.case !== job.cause.case ||
    !job.audience.includes(issued.agent)
  )
    throw new PacketFault(file, 'is not as the log issued it')
  if (job.cause.case !== evidence.caseId) throw new PacketFault(file, 'is about another case')
}

function checkNoneMissing(files: PacketFiles, receipts: readonly ReadReceipt[], evidence: Evidence): void {
  const here = receipts.map(({ hash }) => hash)
  if (new Set(here).size !== here.length) throw new PacketFault('receipts', 'one receipt is here twice')
  for (const { file, entry } of entriesOf(evidence, 'job.receipt'))
    if (entry.case === evidence.caseId && !here.includes(entry.rcpt)) throw new PacketFault(file, 'its receipt is missing')
  for (const { file, entry } of evidence.events)
    if ('step' in entry && !here.includes(entry.rcpt)) throw new PacketFault(file, 'the receipt that it repeats is missing')
  const signers = new Set<string>(receipts.map(({ receipt }) => receipt.agent))
  for (const { name, part } of namesLike(files, patterns.agentKey))
    if (!signers.has(part)) throw new PacketFault(name, 'its agent signed nothing here')
}

type EntryOf<T extends Entry['t']> = Extract<Entry, { t: T }>
type AccessEntry = Extract<Entry, { step: number }>

function entriesOf<T extends Entry['t']>(evidence: Evidence, type: T): readonly { index: number; file: string; entry: EntryOf<T> }[] {
  return evidence.events.flatMap(({ index, file, entry }) => (isOfType(entry, type) ? [{ index, file, entry }] : []))
}

function isOfType<T extends Entry['t']>(entry: Entry, type: T): entry is EntryOf<T> {
  return entry.t === type
}

function entriesAbout(evidence: Evidence, rcpt: string): readonly AccessEntry[] {
  return evidence.events.flatMap(({ entry }) => ('step' in entry && entry.rcpt === rcpt ? [entry] : []))
}

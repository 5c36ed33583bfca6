import { openEnvelope } from '../envelope/envelope.ts'
import { toVerifyingKey, type VerifyingKey } from '../envelope/keys.ts'
import { payloadTypes } from '../envelope/payload-types.ts'
import { receiptDisagreement } from '../receipt-disagreement.ts'
import { type CaseEvidence, type EventOf, eventsOf } from './case-evidence.ts'
import { checkAccess } from './check-access.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileText, type PacketFiles } from './packet-files.ts'
import type { ReadReceipt } from './read-receipts.ts'

/** A receipt was signed by the agent that the job was issued to before, says nothing but what it was asked, and the log says nothing but what it says. @throws PacketFault */
export function checkReceipt(files: PacketFiles, read: ReadReceipt, evidence: CaseEvidence): void {
  const received = entryOf(read, evidence)
  inFile(read.file, () =>
    openEnvelope(read.envelope, {
      payloadType: payloadTypes.receipt,
      keys: [enrolledKey(files, read.receipt.agent, { evidence, before: received.index })],
      maxBytes: 262_144,
    }),
  )
  const issue = issueOf(read, received, evidence)
  if (!repeats(received, read, issue)) throw new PacketFault(read.file, `says something else than entry ${received.index}`)
  checkJob(read, evidence)
  checkAccess(read, { received, issue, evidence })
}

function entryOf({ file, hash }: ReadReceipt, evidence: CaseEvidence): EventOf<'job.receipt'> {
  const [received, ...more] = eventsOf(evidence, 'job.receipt').filter(({ entry }) => entry.rcpt === hash)
  if (received === undefined) throw new PacketFault(file, 'the log has no entry for it')
  if (more.length > 0) throw new PacketFault(file, `the log has ${more.length + 1} entries for it`)
  return received
}

/** The agent's key as the packet carries it, once an entry before the receipt's enrolled exactly this key. */
function enrolledKey(files: PacketFiles, agent: string, { evidence, before }: { evidence: CaseEvidence; before: number }): VerifyingKey {
  const file = `keys/agents/${agent}.pem`
  const pem = fileText(files, file)
  const key = inFile(file, () => toVerifyingKey(pem))
  const isEnrolled = eventsOf(evidence, 'agent.enrolled').some(
    ({ index, entry }) => index < before && entry.agent === agent && entry.resultsKey === key.keyId,
  )
  if (!isEnrolled) throw new PacketFault(file, 'no entry in the packet enrolled this key for the agent')
  return key
}

/** The entry that gave the job to the agent, before the receipt came; one that came after the job had passed on is marked so. */
function issueOf({ file, receipt }: ReadReceipt, received: EventOf<'job.receipt'>, evidence: CaseEvidence): EventOf<'job.issued'> {
  const issues = eventsOf(evidence, 'job.issued')
  const issue = issues.find(({ entry }) => entry.jobHash === receipt.jobHash)
  if (issue === undefined) throw new PacketFault(file, 'answers a job that the log did not issue')
  if (issue.index > received.index) throw new PacketFault(file, `came before ${issue.file} issued its job`)
  if (issue.entry.agent !== receipt.agent) throw new PacketFault(file, `is not by the agent that ${issue.file} issued its job to`)
  const last = issues.findLast(({ index, entry }) => entry.job === issue.entry.job && index < received.index)
  if (last?.index !== issue.index && received.entry.fenced === 0)
    throw new PacketFault(file, `is logged as if in time, though its job had passed on with ${last?.file}`)
  return issue
}

function repeats({ entry }: EventOf<'job.receipt'>, { part, receipt }: ReadReceipt, { entry: issue }: EventOf<'job.issued'>): boolean {
  return (
    entry.src === `agent:${receipt.agent}` &&
    entry.job === receipt.job &&
    entry.res === receipt.outcome &&
    entry.refusal === receipt.refusal &&
    part.slice(0, part.lastIndexOf('-')) === receipt.job &&
    entry.case === issue.case &&
    entry.app === issue.app &&
    entry.sub === issue.sub
  )
}

function checkJob({ file, receipt }: ReadReceipt, { jobs }: CaseEvidence): void {
  const answered = jobs.find(({ hash }) => hash === receipt.jobHash)
  if (answered === undefined) throw new PacketFault(file, 'the job that it answers is missing')
  const difference = receiptDisagreement(receipt, answered.job)
  if (difference !== undefined) throw new PacketFault(file, `differs from its job in ${difference}`)
}

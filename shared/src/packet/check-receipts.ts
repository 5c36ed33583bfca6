import { accessEvents, type CaseEvidence, eventsOf } from './case-evidence.ts'
import { checkClose } from './check-close.ts'
import { provedEvents } from './check-inclusion.ts'
import { checkIssues } from './check-issues.ts'
import { checkReceipt } from './check-receipt.ts'
import { openKeyring } from './open-keyring.ts'
import { openLog } from './open-log.ts'
import { PacketFault } from './packet-fault.ts'
import { namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'
import { readJobs } from './read-jobs.ts'
import { readReceipts } from './read-receipts.ts'

/**
 * Every receipt that the log names for the case is here and no other; each was signed where the work was done, by a key that the log enrolled before,
 * and answers a job that a jobs key signed and the log issued to this agent. What the log says was done, up to the close of the case, is what they say.
 * @throws PacketFault
 */
export function checkReceipts(files: PacketFiles, rootFingerprint: string): string {
  const { trust } = openKeyring(files, rootFingerprint)
  const log = openLog(files, trust)
  const evidence: CaseEvidence = {
    caseId: log.predicate.case,
    events: provedEvents(files, log),
    jobs: readJobs(files, trust),
    receipts: readReceipts(files),
  }
  checkIssues(evidence)
  for (const read of evidence.receipts) checkReceipt(files, read, evidence)
  checkNoneMissing(files, evidence)
  checkClose(evidence)
  return `${evidence.receipts.length} receipts, each signed by its agent's enrolled key over a job that was issued to it`
}

function checkNoneMissing(files: PacketFiles, evidence: CaseEvidence): void {
  const here = evidence.receipts.map(({ hash }) => hash)
  if (new Set(here).size !== here.length) throw new PacketFault('receipts', 'one receipt is here twice')
  for (const { file, entry } of eventsOf(evidence, 'job.receipt'))
    if (!here.includes(entry.rcpt)) throw new PacketFault(file, 'its receipt is missing')
  for (const { file, entry } of accessEvents(evidence))
    if (!here.includes(entry.rcpt)) throw new PacketFault(file, 'the receipt that it repeats is missing')
  const signers = new Set<string>(evidence.receipts.map(({ receipt }) => receipt.agent))
  for (const { name, part } of namesLike(files, patterns.agentKey))
    if (!signers.has(part)) throw new PacketFault(name, 'its agent signed nothing here')
}

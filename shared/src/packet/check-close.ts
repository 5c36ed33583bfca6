import { type CaseEvidence, type EventOf, eventsOf } from './case-evidence.ts'
import { PacketFault } from './packet-fault.ts'

/** A case that was closed as done is done: there was work, and for each job the agent that had it last signed, in time, that it is done. @throws PacketFault */
export function checkClose(evidence: CaseEvidence): void {
  const closed = eventsOf(evidence, 'case.closed').filter(({ entry }) => entry.case === evidence.caseId && entry.res === 'closed')
  for (const event of closed) {
    const last = new Map(eventsOf(evidence, 'job.issued').map(({ entry }) => [entry.job, entry.jobHash]))
    if (last.size === 0) throw new PacketFault(event.file, 'closes the case, and no job was ever issued for it')
    for (const [job, hash] of last)
      if (!isDone(evidence, { hash, before: event }))
        throw new PacketFault(event.file, `closes the case, and no receipt in time says that ${job} is done`)
  }
}

/** By a receipt for the very bytes that were issued last. */
function isDone(evidence: CaseEvidence, { hash, before }: { hash: string; before: EventOf<'case.closed'> }): boolean {
  const answers = new Set(evidence.receipts.filter(({ receipt }) => receipt.jobHash === hash).map((read) => read.hash))
  return eventsOf(evidence, 'job.receipt').some(
    ({ index, entry }) => index < before.index && answers.has(entry.rcpt) && entry.fenced === 0 && entry.res === 'done',
  )
}

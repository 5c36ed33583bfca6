import { accessFact } from '../ledger/access-fact.ts'
import type { StepReceipt } from '../receipt.ts'
import { type AccessEvent, accessEvents, type CaseEvidence, type EventOf } from './case-evidence.ts'
import { PacketFault } from './packet-fault.ts'
import type { ReadReceipt } from './read-receipts.ts'

interface Logged {
  readonly received: EventOf<'job.receipt'>
  readonly issue: EventOf<'job.issued'>
  readonly evidence: CaseEvidence
}

/** What the log says was done to the person's access is what the agent signed: every step, once, to that person in that app. @throws PacketFault */
export function checkAccess({ file, receipt, hash }: ReadReceipt, logged: Logged): void {
  const entries = accessEvents(logged.evidence).filter(({ entry }) => entry.rcpt === hash)
  for (const event of entries) {
    const step = receipt.steps.find(({ index }) => index === event.entry.step)
    if (step === undefined || !isToldBy(step, event) || !isAboutSame(event, logged))
      throw new PacketFault(file, `does not bear out ${event.entry.t} of step ${event.entry.step} in ${event.file}`)
  }
  for (const { index } of receipt.steps) {
    const told = entries.filter(({ entry }) => entry.step === index).length
    if (told !== 1) throw new PacketFault(file, `its step ${index} is logged ${told} times`)
  }
}

function isToldBy(step: StepReceipt, { entry }: AccessEvent): boolean {
  const fact = accessFact(step)
  return (
    entry.t === fact.t &&
    entry.verb === step.verb &&
    entry.at === step.finishedAt &&
    ('res' in entry ? entry.res : undefined) === ('res' in fact ? fact.res : undefined) &&
    ('failure' in entry ? entry.failure : undefined) === ('failure' in fact ? fact.failure : undefined)
  )
}

function isAboutSame({ index, entry }: AccessEvent, { received, issue }: Logged): boolean {
  return (
    index > received.index &&
    entry.src === received.entry.src &&
    entry.job === issue.entry.job &&
    entry.case === issue.entry.case &&
    entry.app === issue.entry.app &&
    entry.sub === issue.entry.sub
  )
}

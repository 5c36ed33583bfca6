import { type CaseEvidence, type EventOf, eventsOf } from './case-evidence.ts'
import { PacketFault } from './packet-fault.ts'

/**
 * A case that was closed as done is done: there was work; for each job the agent that had it last signed, in time, that it is done, or somebody
 * waived it by name; and each task that people were asked for is done or waived. @throws PacketFault
 */
export function checkClose(evidence: CaseEvidence): void {
  const closed = eventsOf(evidence, 'case.closed').filter(({ entry }) => entry.case === evidence.caseId && entry.res === 'closed')
  for (const event of closed) {
    checkJobs(evidence, event)
    checkTasks(evidence, event)
  }
}

type Closing = EventOf<'case.closed'>

function checkJobs(evidence: CaseEvidence, event: Closing): void {
  const issued = eventsOf(evidence, 'job.issued').filter(({ entry }) => entry.case === evidence.caseId)
  const last = new Map(issued.map(({ entry }) => [entry.job, entry.jobHash]))
  if (last.size === 0 && manualWork(evidence, event) === 0)
    throw new PacketFault(event.file, 'closes the case, and no job was ever issued for it, nor did anybody do or waive anything by name')
  const waived = waivedBefore(evidence, event, 'job')
  for (const [job, hash] of last)
    if (!waived.has(job) && !onlyLooks(evidence, hash) && !isDone(evidence, { hash, before: event }))
      throw new PacketFault(event.file, `closes the case, and no receipt in time says that ${job} is done`)
}

function checkTasks(evidence: CaseEvidence, event: Closing): void {
  const opened = eventsOf(evidence, 'task.opened').filter(({ entry }) => entry.case === evidence.caseId)
  const done = new Set(before(eventsOf(evidence, 'access.manual'), event).map(({ entry }) => entry.task))
  const waived = waivedBefore(evidence, event, 'task')
  for (const { entry } of opened)
    if (!done.has(entry.task) && !waived.has(entry.task))
      throw new PacketFault(event.file, `closes the case, and nobody did ${entry.task} before, nor waived it`)
}

function manualWork(evidence: CaseEvidence, event: Closing): number {
  return before(eventsOf(evidence, 'access.manual'), event).length + before(eventsOf(evidence, 'access.waived'), event).length
}

function waivedBefore(evidence: CaseEvidence, event: Closing, what: 'job' | 'task'): ReadonlySet<string> {
  return new Set(before(eventsOf(evidence, 'access.waived'), event).flatMap(({ entry }) => entry[what] ?? []))
}

/** Those of the same case that came first. */
function before<T extends InCase>(events: readonly T[], { index, entry }: Closing): readonly T[] {
  return events.filter((event) => event.index < index && event.entry.case === entry.case)
}

interface InCase {
  readonly index: number
  readonly entry: { readonly case: string }
}

/** A job that only reads whether the case may go on changes nothing, so the case does not depend on it. */
function onlyLooks({ jobs }: CaseEvidence, hash: string): boolean {
  const job = jobs.find((read) => read.hash === hash)?.job
  return job?.cause.event === 'check' && job.steps.every(({ verb }) => verb === 'account.read')
}

/** By a receipt for the very bytes that were issued last. */
function isDone(evidence: CaseEvidence, { hash, before }: { hash: string; before: EventOf<'case.closed'> }): boolean {
  const answers = new Set(evidence.receipts.filter(({ receipt }) => receipt.jobHash === hash).map((read) => read.hash))
  return eventsOf(evidence, 'job.receipt').some(
    ({ index, entry }) => index < before.index && answers.has(entry.rcpt) && entry.fenced === 0 && entry.res === 'done',
  )
}

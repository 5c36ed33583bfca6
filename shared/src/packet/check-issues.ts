import { type CaseEvidence, type EventOf, eventsOf, openingOf } from './case-evidence.ts'
import { PacketFault } from './packet-fault.ts'
import type { ReadJob } from './read-jobs.ts'

/** Every job that was issued for the case, each time it was, is here as it was signed, and no other. @throws PacketFault */
export function checkIssues(evidence: CaseEvidence): void {
  const issues = eventsOf(evidence, 'job.issued')
  for (const job of evidence.jobs) {
    const issue = issues.find(({ entry }) => entry.jobHash === job.hash)
    if (issue === undefined) throw new PacketFault(job.file, 'is not as the log issued it: the log has no entry for it')
    const difference = differenceOf(job, issue, evidence)
    if (difference !== undefined) throw new PacketFault(job.file, `is not as ${issue.file} issued it: ${difference}`)
  }
  for (const { file, entry } of issues) {
    const signed = evidence.jobs.filter(({ hash }) => hash === entry.jobHash)
    if (signed.length === 0) throw new PacketFault(file, 'the job that it issued is missing')
    if (signed.length > 1) throw new PacketFault(signed[1]?.file ?? file, 'one job is here twice')
  }
  for (const { file, hash } of evidence.jobs)
    if (issues.filter(({ entry }) => entry.jobHash === hash).length > 1) throw new PacketFault(file, 'the log issued it twice')
}

/** Only reads whether the case may go on. */
function isLook({ cause, steps }: ReadJob['job']): boolean {
  return cause.event === 'check' && steps.every(({ verb }) => verb === 'account.read')
}

/** The first thing in which a signed job differs from the entry that issued it, or from the case. */
function differenceOf({ part, job }: ReadJob, { entry }: EventOf<'job.issued'>, evidence: CaseEvidence): string | undefined {
  const { entry: opened } = openingOf(evidence)
  const { cause, subject } = job
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['job', entry.job, job.id],
    ['name', part.slice(0, part.lastIndexOf('-')), job.id],
    ['case', entry.case, cause.case],
    ['case', entry.case, evidence.caseId],
    ['app', entry.app, job.app],
    ['attempt', entry.attempt, job.attempt],
    ['fence', entry.fence, job.fence],
    ['agent', true, job.audience.includes(entry.agent)],
    ['source', entry.src, 'control-plane'],
    ['subject', entry.sub, subject?.person],
    ['subject', entry.sub, opened.sub],
    ['event', isLook(job) ? 'check' : opened.kind, cause.event],
    ['policy', opened.pol, cause.policyDigest],
    ['plan', opened.plan, cause.planHash],
  ]
  return pairs.find(([, one, other]) => one !== other)?.[0]
}

import type { CaseJob } from '../api/trpc.ts'
import { useLanguage } from '../language/language-context.ts'
import { LaneStep } from './lane-step.tsx'
import { ToneBadge } from './tone-badge.tsx'
import { jobTones } from './tone-of.ts'

/** What happens to the person in one app, step by step. */
export function AppLane({ job }: { readonly job: CaseJob }) {
  const { words, formats } = useLanguage()
  const state = job.state ?? 'none'
  return (
    <section className="lane" data-tone={jobTones[state]} aria-label={job.app}>
      <header className="lane-head">
        <h3>{job.app}</h3>
        <span className="muted numbers">
          {[...(job.attempt > 1 ? [words.lane.attempt(job.attempt)] : []), ...tookText(job, formats.duration)].join(' · ')}
        </span>
        <ToneBadge tone={jobTones[state]}>{words.jobStates[state]}</ToneBadge>
      </header>
      {job.failure !== null && <p className="lane-failure">{formats.reason(job.failure)}</p>}
      <ol className="lane-steps">
        {job.steps.map((step, index) => (
          <LaneStep key={`${index} ${step.step.verb}`} job={job} step={step} index={index} />
        ))}
      </ol>
    </section>
  )
}

function tookText({ startedAt, finishedAt }: CaseJob, duration: (ms: number) => string): readonly string[] {
  return startedAt === null || finishedAt === null ? [] : [duration(Date.parse(finishedAt) - Date.parse(startedAt))]
}

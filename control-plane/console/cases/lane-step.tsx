import { Loader } from '@mantine/core'
import type { CaseJob, CaseStep } from '../api/trpc.ts'
import { type LanguageChoice, useLanguage } from '../language/language-context.ts'
import { CheckIcon, CrossIcon, EqualsIcon } from '../page/icons.tsx'
import { type StepStatus, stepStatus } from './step-status.ts'
import { stepTones } from './tone-of.ts'

interface LaneStepProps {
  readonly job: CaseJob
  readonly step: CaseStep
  readonly index: number
}

export function LaneStep({ job, step, index }: LaneStepProps) {
  const language = useLanguage()
  const { words, formats } = language
  const status = stepStatus(job, step, index)
  const target = targetOf(step)
  return (
    <li className="step" data-tone={stepTones[status.kind]}>
      <span className="step-mark">
        <StepMark kind={status.kind} />
      </span>
      <span className="step-what">
        {words.verbs[step.step.verb]} {target !== undefined && <Target name={target} />}
      </span>
      <span className="step-said">
        <span className={status.kind === 'waiting' ? 'visually-hidden' : 'step-outcome'}>{outcomeText(status, language)}</span>
        <span className="muted">{formats.because(step.because)}</span>
      </span>
    </li>
  )
}

/** An address breaks before its @, if it must. */
function Target({ name }: { readonly name: string }) {
  const [first, ...rest] = name.split(/(?=@)/)
  return (
    <code>
      {first}
      <wbr />
      {rest.join('')}
    </code>
  )
}

function StepMark({ kind }: { readonly kind: StepStatus['kind'] }) {
  switch (kind) {
    case 'working':
      return <Loader size={14} color="currentColor" aria-hidden="true" />
    case 'changed':
    case 'reported':
      return <CheckIcon />
    case 'already':
      return <EqualsIcon />
    case 'failed':
      return <CrossIcon />
    case 'waiting':
      return null
  }
}

function targetOf({ step }: CaseStep): string | undefined {
  switch (step.verb) {
    case 'entitlement.grant':
    case 'entitlement.revoke':
      return step.entitlement
    case 'account.create':
    case 'account.prepare':
      return step.draft.userName
    case 'account.rename':
      return step.userName
    case 'profile.update':
      return Object.keys(step.profile).join(', ')
    case 'account.list':
    case 'account.read':
    case 'account.restore':
    case 'account.suspend':
    case 'account.delete':
    case 'sessions.end':
      return undefined
  }
}

function outcomeText(status: StepStatus, { words, formats }: LanguageChoice): string {
  if (status.kind === 'working') return `${words.progress[status.at]}…`
  if (status.kind === 'waiting' || status.kind === 'reported') return words.outcomes[status.kind]
  const said = [words.outcomes[status.kind], formats.duration(status.tookMs)]
  return [...said, ...(status.endsSessions ? [words.lane.sessionsEnd] : [])].join(' · ')
}

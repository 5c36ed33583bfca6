import { useWords } from '../language/language-context.ts'
import { CopyableHash } from './copyable-hash.tsx'
import { CheckIcon } from './icons.tsx'

interface StartStepProps {
  readonly title: string
  readonly command: string
  readonly isDone: boolean
}

export function StartStep({ title, command, isDone }: StartStepProps) {
  const { start } = useWords()
  return (
    <li className="start-step" data-tone={isDone ? 'good' : 'quiet'}>
      <span className="step-mark">{isDone && <CheckIcon />}</span>
      <span>
        {title}
        {isDone && <span className="muted"> · {start.done}</span>}
      </span>
      <CopyableHash label={command} value={command} length={command.length} />
    </li>
  )
}

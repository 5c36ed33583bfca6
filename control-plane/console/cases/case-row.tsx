import type { CaseSummary } from '../api/trpc.ts'
import { useLanguage } from '../language/language-context.ts'
import { useNow } from '../language/use-now.ts'
import { caseClocks } from './case-clocks.ts'
import { ToneBadge } from './tone-badge.tsx'
import { caseTones } from './tone-of.ts'

interface CaseRowProps {
  readonly summary: CaseSummary
  readonly isSelected: boolean
}

export function CaseRow({ summary, isSelected }: CaseRowProps) {
  const { words } = useLanguage()
  const { id, name, kind, state, reason, apps, late } = summary
  return (
    <li>
      <a className="case-row" href={`#${id}`} aria-current={isSelected ? 'true' : undefined} data-tone={caseTones[state]}>
        <span className="case-row-name">{name.trim() === '' ? words.cases.nobody : name}</span>
        <ToneBadge tone={caseTones[state]}>{words.states[state]}</ToneBadge>
        <span className="muted">
          {words.kinds[kind]} · {apps.join(', ')}
        </span>
        <RowClock summary={summary} />
        {(reason !== null || late) && <RowNote summary={summary} />}
      </a>
    </li>
  )
}

function RowClock({ summary }: { readonly summary: CaseSummary }) {
  return (
    <span className="muted numbers">
      {summary.sinceRecordedMs === null ? <TickingClock summary={summary} /> : <StoppedClock ms={summary.sinceRecordedMs} />}
    </span>
  )
}

function TickingClock({ summary }: { readonly summary: CaseSummary }) {
  const { formats } = useLanguage()
  return formats.ticking(caseClocks(summary, useNow()).sinceToldMs)
}

function StoppedClock({ ms }: { readonly ms: number }) {
  return useLanguage().formats.duration(ms)
}

function RowNote({ summary: { reason, late, toldLateMs } }: { readonly summary: CaseSummary }) {
  const { words, formats } = useLanguage()
  const notes = [...(late ? [words.cases.toldLate(formats.ticking(toldLateMs))] : []), ...(reason === null ? [] : [formats.reason(reason)])]
  return <span className="case-row-note">{notes.join(' · ')}</span>
}

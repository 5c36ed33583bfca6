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
  const { words, formats } = useLanguage()
  const { id, name, kind, state, reason, apps } = summary
  return (
    <li>
      <a className="case-row" href={`#${id}`} aria-current={isSelected ? 'true' : undefined} data-tone={caseTones[state]}>
        <span className="case-row-name">{name.trim() === '' ? words.cases.nobody : name}</span>
        <ToneBadge tone={caseTones[state]}>{words.states[state]}</ToneBadge>
        <span className="case-row-line muted">
          {words.kinds[kind]} · {apps.join(', ')}
        </span>
        <span className="case-row-line muted numbers">
          <BothClocks summary={summary} />
        </span>
        {reason !== null && <span className="case-row-line case-row-reason">{formats.reason(reason)}</span>}
      </a>
    </li>
  )
}

/** Since HR told us; and since it was true, where HR told us late. */
function BothClocks({ summary }: { readonly summary: CaseSummary }) {
  const { words, formats } = useLanguage()
  const clocks = caseClocks(summary, useNow())
  const show = clocks.isTicking ? formats.ticking : formats.duration
  const told = words.cases.sinceToldShort(show(clocks.sinceToldMs))
  return summary.late ? `${told} · ${words.cases.sinceEffectiveShort(show(clocks.sinceEffectiveMs))}` : told
}

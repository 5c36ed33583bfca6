import type { Id } from '@rollcall/shared/ids'
import type { Role } from '../../src/organizations/roles.ts'
import type { CaseDetail } from '../api/trpc.ts'
import { useLanguage } from '../language/language-context.ts'
import { BackIcon } from '../page/icons.tsx'
import { Notice } from '../page/notice.tsx'
import { AppLane } from './app-lane.tsx'
import { CaseActions } from './case-actions.tsx'
import { CaseProofs } from './case-proofs.tsx'
import { ClockTiles } from './clock-tiles.tsx'
import { StepTile } from './step-tile.tsx'
import { ToneBadge } from './tone-badge.tsx'
import { caseTones } from './tone-of.ts'

interface CasePanelProps {
  readonly found: CaseDetail
  readonly role: Role
  readonly onNext: (next: Id<'case'>) => void
}

/** One case, app by app. */
export function CasePanel({ found, role, onNext }: CasePanelProps) {
  const { words, formats } = useLanguage()
  const tone = caseTones[found.state]
  return (
    <article className="case-panel" aria-labelledby="case-title">
      <a className="back-link" href="#">
        <BackIcon /> {words.cases.back}
      </a>
      <header className="case-head">
        <div>
          <span className="muted">{words.kinds[found.kind]}</span>
          <h2 id="case-title">{found.name.trim() === '' ? words.cases.nobody : found.name}</h2>
        </div>
        <span aria-live="polite">
          <ToneBadge tone={tone}>{words.states[found.state]}</ToneBadge>
        </span>
        <CaseActions key={found.id} found={found} role={role} onNext={onNext} />
      </header>
      {found.reason !== null && <Notice tone={tone}>{formats.reason(found.reason)}</Notice>}
      <div className="tiles">
        <ClockTiles found={found} />
        <StepTile found={found} />
      </div>
      <div className="lanes">
        {found.jobs.map((job, index) => (
          <AppLane key={`${index} ${job.app}`} job={job} />
        ))}
      </div>
      <LeftOver left={found.left} />
      <CaseProofs found={found} />
    </article>
  )
}

function LeftOver({ left }: Pick<CaseDetail, 'left'>) {
  const { words, formats } = useLanguage()
  if (left.length === 0) return null
  return (
    <Notice tone="warn" title={words.cases.left}>
      <ul className="left-over">
        {left.map(({ app, reason }, index) => (
          <li key={`${index} ${app}`}>
            <code>{app}</code> {formats.reason(reason)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

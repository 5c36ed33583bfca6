import { SegmentedControl } from '@mantine/core'
import type { Id } from '@rollcall/shared/ids'
import type { CaseSummary } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { CaseRow } from './case-row.tsx'

export type CaseFilter = 'all' | 'open'

interface CaseListProps {
  readonly cases: readonly CaseSummary[]
  readonly selected: Id<'case'> | undefined
  readonly filter: CaseFilter
  readonly onFilter: (filter: CaseFilter) => void
}

export function CaseList({ cases, selected, filter, onFilter }: CaseListProps) {
  const words = useWords().cases
  return (
    <nav className="case-list" aria-labelledby="cases-title">
      <div className="case-list-head">
        <h2 id="cases-title" className="section-title">
          {words.title}
        </h2>
        <SegmentedControl
          size="xs"
          aria-labelledby="cases-title"
          value={filter}
          onChange={(value) => onFilter(value === 'open' ? 'open' : 'all')}
          data={[
            { value: 'all', label: words.all },
            { value: 'open', label: words.open },
          ]}
        />
      </div>
      {cases.length === 0 && <p className="empty">{filter === 'open' ? words.noneOpen : words.noneYet}</p>}
      <ul className="case-rows">
        {cases.map((one) => (
          <CaseRow key={one.id} summary={one} isSelected={one.id === selected} />
        ))}
      </ul>
    </nav>
  )
}

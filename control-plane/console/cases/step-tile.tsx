import { Progress } from '@mantine/core'
import type { CaseDetail } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { isSettled, stepStatus } from './step-status.ts'
import { Tile } from './tile.tsx'
import { caseTones } from './tone-of.ts'

/** How far the case is, over all apps. */
export function StepTile({ found }: { readonly found: CaseDetail }) {
  const { cases } = useWords()
  const all = found.jobs.flatMap((job) => job.steps.map((step, index) => stepStatus(job, step, index)))
  const done = all.filter(isSettled).length
  const value = cases.stepsDone(done, all.length)
  return (
    <Tile title={cases.steps} value={value}>
      <Progress
        className="step-progress"
        data-tone={caseTones[found.state]}
        value={all.length === 0 ? 100 : (done / all.length) * 100}
        aria-label={`${cases.steps}: ${value}`}
      />
    </Tile>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { StartStep } from './start-step.tsx'

/** What to do while there is nothing to look at, ticked off as it gets done. */
export function GettingStarted({ hasAgent }: { readonly hasAgent: boolean }) {
  const trpc = useTRPC()
  const { start } = useWords()
  const policy = useQuery(trpc.policy.active.queryOptions(undefined, { refetchInterval: 2_000 }))
  const snapshots = useQuery(trpc.roster.snapshots.queryOptions(undefined, { refetchInterval: 2_000 }))
  return (
    <section className="getting-started" aria-labelledby="start-title">
      <h2 id="start-title">{start.title}</h2>
      <p className="muted">{start.intro}</p>
      <ol>
        <StartStep title={start.policy} command="rollcall policy save policy.yaml" isDone={Boolean(policy.data)} />
        <StartStep title={start.agent} command="rollcall agent token" isDone={hasAgent} />
        <StartStep title={start.roster} command="rollcall roster import roster.csv" isDone={(snapshots.data ?? []).length > 0} />
      </ol>
    </section>
  )
}

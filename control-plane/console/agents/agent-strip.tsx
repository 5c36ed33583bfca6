import type { AgentView } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { CopyableHash } from '../page/copyable-hash.tsx'
import { Notice } from '../page/notice.tsx'
import { AgentCard } from './agent-card.tsx'

/** Every agent on one line, so that a missing one is seen before its cases wait. */
export function AgentStrip({ agents }: { readonly agents: readonly AgentView[] }) {
  const words = useWords()
  return (
    <section aria-labelledby="agents-title">
      <h2 id="agents-title" className="section-title">
        {words.agents.title}
      </h2>
      {agents.length === 0 && (
        <Notice tone="warn">
          {words.agents.none} <CopyableHash label="rollcall agent token" value="rollcall agent token" length={20} />
        </Notice>
      )}
      <ul className="agent-strip">
        {agents.map((agent) => (
          <AgentCard key={agent.id} agent={agent} />
        ))}
      </ul>
    </section>
  )
}

import type { AgentView } from '../api/trpc.ts'
import { useLanguage } from '../language/language-context.ts'
import { useNow } from '../language/use-now.ts'

export function AgentCard({ agent }: { readonly agent: AgentView }) {
  const { words } = useLanguage()
  const isRevoked = agent.status === 'revoked'
  const tone = agent.isConnected ? 'good' : isRevoked ? 'quiet' : 'bad'
  const state = agent.isConnected ? words.agents.connected : isRevoked ? words.agents.revoked : words.agents.offline
  return (
    <li className="agent-card" data-tone={tone}>
      <span className="dot" />
      <strong>{agent.name}</strong>
      <span className="muted">
        {state}
        {!agent.isConnected && !isRevoked && <LastSeen at={agent.lastSeenAt} />}
      </span>
      <span className="agent-apps">
        {agent.apps.length === 0 ? (
          <span className="muted">{words.agents.noApps}</span>
        ) : (
          agent.apps.map((app) => <code key={app}>{app}</code>)
        )}
      </span>
    </li>
  )
}

function LastSeen({ at }: { readonly at: string | null }) {
  const { words, formats } = useLanguage()
  const now = useNow()
  if (at === null) return `, ${words.agents.neverSeen}`
  return (
    <>
      ,{' '}
      <time dateTime={at} title={formats.instant(at)}>
        {words.agents.lastSeen(formats.ticking(now - Date.parse(at)))}
      </time>
    </>
  )
}

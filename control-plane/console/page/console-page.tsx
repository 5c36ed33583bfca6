import { useHash } from '@mantine/hooks'
import { useEffect } from 'react'
import { AgentStrip } from '../agents/agent-strip.tsx'
import { caseInHash } from '../cases/case-links.ts'
import { CaseList } from '../cases/case-list.tsx'
import { CasePanel } from '../cases/case-panel.tsx'
import { useWords } from '../language/language-context.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { GettingStarted } from './getting-started.tsx'
import { PageHeader } from './page-header.tsx'
import { useConsoleData } from './use-console-data.ts'

interface ConsolePageProps {
  /** By choice, or because the token is no longer valid. */
  readonly onSignOut: (hasEnded: boolean) => void
}

/** The one page so far: agents, cases, and the chosen case app by app. */
export function ConsolePage({ onSignOut }: ConsolePageProps) {
  const { cases: words } = useWords()
  const [hash, setHash] = useHash()
  const chosen = caseInHash(hash)
  const { shown, organization, agents, cases, found, trouble, filter, setFilter } = useConsoleData(chosen)
  const hasEnded = trouble?.kind === 'signed_out'
  useEffect(() => {
    if (hasEnded) onSignOut(true)
  }, [hasEnded, onSignOut])
  const isEmpty = cases?.length === 0 && filter === 'all'
  return (
    <div className="page">
      <PageHeader organization={organization} onSignOut={() => onSignOut(false)} />
      <main className="page-main">
        <h1 className="visually-hidden">Rollcall</h1>
        <ConnectionBanner trouble={trouble} />
        {agents && !(isEmpty && agents.length === 0) && <AgentStrip agents={agents} />}
        {isEmpty && agents && <GettingStarted hasAgent={agents.length > 0} />}
        {cases && !isEmpty && (
          <div className="workspace" data-is-chosen={chosen !== undefined}>
            <CaseList cases={cases} selected={shown} filter={filter} onFilter={setFilter} />
            {found && organization ? (
              <CasePanel found={found} role={organization.caller.role} onNext={(next) => setHash(next)} />
            ) : (
              <p className="case-panel empty">{trouble?.kind === 'not_found' ? words.gone : shown === undefined && words.choose}</p>
            )}
          </div>
        )}
      </main>
    </div>
  )
}

import { ActionIcon, Tooltip } from '@mantine/core'
import type { OrganizationView } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { Brand } from './brand.tsx'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import { CopyableHash } from './copyable-hash.tsx'
import { SignOutIcon } from './icons.tsx'
import { LanguageToggle } from './language-toggle.tsx'

interface PageHeaderProps {
  readonly organization: OrganizationView | undefined
  readonly onSignOut: () => void
}

export function PageHeader({ organization, onSignOut }: PageHeaderProps) {
  const words = useWords()
  return (
    <header className="page-header">
      <Brand />
      {organization && (
        <div className="page-header-who">
          <strong>{organization.name}</strong>
          <span className="muted">
            {organization.caller.name} · {words.roles[organization.caller.role]}
          </span>
        </div>
      )}
      {organization && (
        <Tooltip label={words.header.rootHint}>
          <span className="page-header-root">
            <span className="muted">{words.header.root}</span>
            <CopyableHash label={words.header.rootHint} value={organization.rootFingerprint} />
          </span>
        </Tooltip>
      )}
      <span className="page-header-tools">
        <LanguageToggle />
        <ColorSchemeToggle />
        <Tooltip label={words.header.signOut}>
          <ActionIcon aria-label={words.header.signOut} onClick={onSignOut}>
            <SignOutIcon />
          </ActionIcon>
        </Tooltip>
      </span>
    </header>
  )
}

import { Button } from '@mantine/core'
import type { Id } from '@rollcall/shared/ids'
import { useState } from 'react'
import type { Role } from '../../src/organizations/roles.ts'
import type { CaseDetail } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import type { DecisionKind } from '../language/words.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import { decisionsOf } from './decisions-of.ts'
import { PacketButton } from './packet-button.tsx'

interface CaseActionsProps {
  readonly found: CaseDetail
  readonly role: Role
  readonly onNext: (next: Id<'case'>) => void
}

const variants = { release: 'filled', retry: 'filled', reject: 'default', cancel: 'default' } as const

export function CaseActions({ found, role, onNext }: CaseActionsProps) {
  const { decisions } = useWords()
  const [asked, setAsked] = useState<DecisionKind>()
  return (
    <div className="case-actions">
      {decisionsOf(found.state, role).map((decision) => (
        <Button key={decision} variant={variants[decision]} onClick={() => setAsked(decision)}>
          {decisions[decision].button}
        </Button>
      ))}
      <PacketButton key={found.id} case={found.id} />
      {asked !== undefined && <DecisionDialog found={found} decision={asked} onClose={() => setAsked(undefined)} onNext={onNext} />}
    </div>
  )
}

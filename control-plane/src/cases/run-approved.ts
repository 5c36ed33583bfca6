import type { EntityManager } from '@mikro-orm/sql'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Person } from '../roster/person.entity.ts'
import { approvalSettings } from './approval-settings.ts'
import type { Case } from './case.entity.ts'
import type { CaseWork } from './case-work.ts'
import { endCase } from './end-case.ts'
import type { Moment } from './moment.ts'
import { needPerson } from './need-person.ts'
import { runCase } from './start-case.ts'

interface HeldCase {
  readonly lifecycle: Case
  readonly person: Person
  readonly work: CaseWork
}

/** What becomes of a case whose whole plan needs approval: it runs once that is given, and ends when it is refused. Anything else that holds a case is not ended by this. */
export async function runApproved(em: EntityManager, { lifecycle, person, work }: HeldCase, moment: Moment): Promise<void> {
  if (lifecycle.reason !== 'approval') return
  const states = [...work.approvals.values()]
  if (states.includes('refused')) {
    const ended = await endCase(em, { lifecycle, state: 'cancelled', reason: 'refused', moment })
    const { to } = await appendEntries(em, lifecycle.organization, ended, moment)
    lifecycle.ledgerTo = to
  } else if (states.includes('expired')) needPerson(lifecycle, 'approval_expired')
  else if (states.includes('approved')) {
    const approvals = await approvalSettings(em, lifecycle)
    await runCase(em, { lifecycle, person, approvals, waiting: work.jobs }, moment)
  }
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { CaseState } from './case-states.ts'

/** What every command of an operator on a case says. */
export interface CaseCommand {
  readonly organization: Id<'organization'>
  readonly case: Id<'case'>
  /** The operator. */
  readonly by: Id<'member'>
}

interface Taking {
  readonly command: CaseCommand
  /** In which the command fits. */
  readonly states: readonly CaseState[]
}

/** The case for a command, with its organization's ledger locked, so that neither the planner nor a receipt moves it meanwhile. @throws CaseCommandError */
export async function takeCase(em: EntityManager, { command, states }: Taking): Promise<{ lifecycle: Case; person: Person }> {
  await lockLedger(em, command.organization)
  const lifecycle = await em.findOne(Case, { id: command.case, organization: command.organization })
  if (lifecycle === null) throw new CaseCommandError('not_found', `there is no case ${command.case} in this organization`)
  if (!states.includes(lifecycle.state))
    throw new CaseCommandError('wrong_state', `the case is ${lifecycle.state}; this needs one that is ${states.join(' or ')}`)
  return { lifecycle, person: await em.findOneOrFail(Person, { id: lifecycle.person }) }
}

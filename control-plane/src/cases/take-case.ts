import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { Moment } from './case-ports.ts'
import type { CaseState } from './case-states.ts'
import { lockLedger } from './lock-ledger.ts'

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
  readonly moment: Pick<Moment, 'at' | 'random'>
}

/** The case for a command, with its person's row locked, so that neither the planner nor a receipt moves it meanwhile. @throws CaseCommandError */
export async function takeCase(em: EntityManager, { command, states, moment }: Taking): Promise<{ lifecycle: Case; person: Person }> {
  const found = await em.findOne(Case, { id: command.case, organization: command.organization })
  if (found === null) throw new CaseCommandError('not_found', `there is no case ${command.case} in this organization`)
  await lockLedger(em, command.organization, moment)
  const person = await em.findOneOrFail(Person, { id: found.person }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  const lifecycle = await em.refreshOrFail(found)
  if (!states.includes(lifecycle.state))
    throw new CaseCommandError('wrong_state', `the case is ${lifecycle.state}; this needs one that is ${states.join(' or ')}`)
  return { lifecycle, person }
}

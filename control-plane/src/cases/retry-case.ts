import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { endCase } from './end-case.ts'
import { openCasesOf } from './open-cases-of.ts'
import { planOrganization } from './plan-organization.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

/** Plans the person anew, now, with fresh jobs. Gives the case that follows, if anything is left to do. @throws CaseCommandError */
export async function retryCase(ports: Ports, command: CaseCommand): Promise<Id<'case'> | undefined> {
  const moment = { at: ports.now(), random: ports.random }
  const next = await ports.database.transact(async (em) => {
    const { lifecycle, person } = await takeCase(em, { command, states: ['needs_person'] })
    const ended = await endCase(em, { lifecycle, state: 'superseded', reason: 'retried', moment })
    const said = { t: 'operator.action', member: command.by, action: 'case.retry', case: lifecycle.id } as const
    const { to } = await appendEntries(em, command.organization, [said, ...ended], moment)
    lifecycle.ledgerTo = to
    person.needsPlanning = true
    await em.flush()
    await planOrganization(em, [person], moment)
    await em.flush()
    const open = await openCasesOf(em, [person.id])
    return open.get(person.id)?.lifecycle.id
  })
  ports.wakeUps.notify('dispatch')
  return next
}

import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { ReleaseReason } from './case-reasons.ts'
import { createJobs } from './open-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

/** Lets a case run that the guard holds: exactly the plan that was held, or nothing when the facts have moved since. @throws CaseCommandError */
export async function releaseCase(ports: Ports, command: CaseCommand & { readonly reason: ReleaseReason }): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const { lifecycle, person } = await takeCase(em, { command, states: ['held'] })
    if (person.needsPlanning)
      throw new CaseCommandError('moved', 'HR or policy has changed since this plan was made: look at the new plan first')
    lifecycle.state = 'running'
    lifecycle.reason = null
    createJobs(em, lifecycle, moment)
    await appendEntries(
      em,
      command.organization,
      [
        { t: 'guard.released', guard: 'destructive', case: lifecycle.id, member: command.by },
        { t: 'operator.action', action: `guard.release.${command.reason}`, case: lifecycle.id, member: command.by },
      ],
      moment,
    )
  })
  ports.wakeUps.notify('dispatch')
}

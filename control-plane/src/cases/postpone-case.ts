import { civilDateSchema } from '@rollcall/shared/civil-date'
import { appendEntries } from '../ledger/append-entries.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Ports } from '../ports.ts'
import { zoneOf } from '../roster/calendar.ts'
import { localInstant } from '../roster/local-instant.ts'
import { CaseCommandError } from './case-command-error.ts'
import { refuseUnlessGuarded } from './release-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

/** Leaves a held case until a civil day, `YYYY-MM-DD`, begins where the person is; then it is judged anew. */
export type PostponeCommand = CaseCommand & { readonly until: string }

/** @throws CaseCommandError */
export async function postponeCase(ports: Ports, command: PostponeCommand): Promise<Date> {
  const moment = { at: ports.now(), random: ports.random }
  const until = await ports.database.transact(async (em) => {
    const { lifecycle, person } = await takeCase(em, { command, states: ['held'] })
    refuseUnlessGuarded(lifecycle)
    const calendar = (await activePolicy(em, command.organization))?.policy.calendar
    const zone = calendar === undefined ? 'UTC' : zoneOf(person.facts, calendar).name
    const until = localInstant(civilDateSchema.parse(command.until), '00:00', zone)
    if (until <= moment.at) throw new CaseCommandError('wrong_state', `${command.until} has begun already: name a later day`)
    lifecycle.heldUntil = until
    lifecycle.reason = 'schedule'
    // The row of the schedule, and the time at which to wake up, follow from the next look.
    person.needsPlanning = true
    const said = { case: lifecycle.id, member: command.by }
    await appendEntries(em, command.organization, [{ t: 'guard.postponed', until: until.toISOString(), ...said }], moment)
    return until
  })
  ports.wakeUps.notify('planning')
  return until
}

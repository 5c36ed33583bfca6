import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import type { EndReason, RefusalReason } from './case-reasons.ts'
import type { CaseState } from './case-states.ts'
import { endCase } from './end-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

export type RefusalCommand = CaseCommand & { readonly reason: RefusalReason }

/** What rejecting and cancelling have in common: the case ends, and the ledger says who ended it and why. */
export async function refuseCase(
  ports: Ports,
  command: RefusalCommand,
  { states, action, reason }: { states: readonly CaseState[]; action: string; reason: EndReason },
): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    const { lifecycle } = await takeCase(em, { command, states })
    const ended = await endCase(em, { lifecycle, state: 'cancelled', reason, moment })
    const said = { t: 'operator.action', member: command.by, action, case: lifecycle.id } as const
    const { to } = await appendEntries(em, command.organization, [said, ...ended], moment)
    lifecycle.ledgerTo = to
  })
  ports.wakeUps.notify('dispatch')
}

import { appendEntries } from '../ledger/append-entries.ts'
import type { CasePorts } from './case-ports.ts'
import type { EndReason, RefusalReason } from './case-reasons.ts'
import type { CaseState } from './case-states.ts'
import { endCase } from './end-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

export type RefusalCommand = CaseCommand & { readonly reason: RefusalReason }

/** What rejecting and cancelling have in common: the case ends, and the ledger says who ended it and why. */
export async function refuseCase(
  ports: CasePorts,
  command: RefusalCommand,
  { states, action, reason }: { states: readonly CaseState[]; action: string; reason: EndReason },
): Promise<void> {
  const moment = { at: ports.now(), random: ports.random, jobs: ports.jobs }
  const agents = await ports.database.transact(async (em) => {
    const { lifecycle } = await takeCase(em, { command, states, moment })
    const ended = await endCase(em, { lifecycle, state: 'cancelled', reason, moment })
    const said = { t: 'operator.action', member: command.by, action, case: lifecycle.id } as const
    const { to } = await appendEntries(em, command.organization, [said, ended.entry], moment)
    lifecycle.ledgerTo = to
    return ended.agents
  })
  for (const agent of agents) ports.wakeUps.notify('frames', agent)
}

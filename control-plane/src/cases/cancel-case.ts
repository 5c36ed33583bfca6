import type { Ports } from '../ports.ts'
import { openStates } from './case-states.ts'
import { type RefusalCommand, refuseCase } from './refuse-case.ts'

/** Ends a case that has not finished. What agents have done already stays done. @throws CaseCommandError */
export async function cancelCase(ports: Ports, command: RefusalCommand): Promise<void> {
  await refuseCase(ports, command, { states: openStates, action: `case.cancel.${command.reason}`, reason: 'cancelled' })
}

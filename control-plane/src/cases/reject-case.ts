import type { Ports } from '../ports.ts'
import { type RefusalCommand, refuseCase } from './refuse-case.ts'

/** Ends a case that the guard holds, with nothing done. @throws CaseCommandError */
export async function rejectCase(ports: Ports, command: RefusalCommand): Promise<void> {
  await refuseCase(ports, command, { states: ['held'], action: `guard.reject.${command.reason}`, reason: 'rejected' })
}

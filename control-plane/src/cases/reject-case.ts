import type { CasePorts } from './case-ports.ts'
import { type RefusalCommand, refuseCase } from './refuse-case.ts'

/** Ends a case that the guard holds, with nothing done. @throws CaseCommandError */
export async function rejectCase(ports: CasePorts, command: RefusalCommand): Promise<void> {
  await refuseCase(ports, command, { states: ['held'], action: `guard.reject.${command.reason}`, reason: 'rejected' })
}

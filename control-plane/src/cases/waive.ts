import type { Id } from '@rollcall/shared/ids'
import type { LeftOutReason } from '../planning/plan.ts'
import type { Ports } from '../ports.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { WaiveReason } from './case-reasons.ts'
import type { CaseCommand } from './take-case.ts'

/** What of a case stays undone. */
export type WaivedItem =
  | { readonly job: Id<'job'> }
  | { readonly task: Id<'task'> }
  | { readonly left: { readonly app: string; readonly reason: LeftOutReason } }

export type WaiveCommand = CaseCommand & { readonly item: WaivedItem; readonly reason: WaiveReason }

/** Leaves one thing that a case wanted undone, by name and reason, so that the case can close over it. @throws CaseCommandError */
export async function waiveItem(_ports: Ports, command: WaiveCommand): Promise<void> {
  throw new CaseCommandError('wrong_state', `nothing of ${command.case} can be waived yet`)
}

import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import type { ReadSupposition } from './carry-out.ts'
import { readSupposedRoster, type SupposedRoster } from './read-supposed-roster.ts'
import { SimulationError } from './simulation-error.ts'

/** A change that somebody wants to see before it happens: a policy document, a roster file, or both. */
export interface Supposition {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** In YAML. */
  readonly policy?: string | undefined
  readonly roster?: SupposedRoster | undefined
}

/** @throws SimulationError, RosterFileError */
export async function readSupposition(
  ports: Pick<Ports, 'database'>,
  { organization, member, policy, roster }: Supposition,
): Promise<Omit<ReadSupposition, 'isForReal'>> {
  if (policy === undefined && roster === undefined)
    throw new SimulationError('nothing_supposed', 'name a policy or a roster: there is nothing to suppose')
  const read = roster === undefined ? undefined : await readSupposedRoster(ports, { organization, roster })
  return { organization, member, policy, roster: read }
}

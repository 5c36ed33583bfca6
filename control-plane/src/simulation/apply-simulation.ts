import { planSetHash } from '@rollcall/shared/plan-set'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { carryOut } from './carry-out.ts'
import { SimulationError } from './simulation-error.ts'
import { readSupposition, type Supposition } from './supposition.ts'

export type Application = Supposition & {
  /** Of the set that was simulated. */
  readonly hash: string
}

/** Carries out exactly the set that was simulated, or nothing, because the world has moved since. @throws SimulationError, PolicyError, RosterFileError */
export async function applySimulation(ports: Ports, { hash, ...supposed }: Application): Promise<{ people: number }> {
  const read = await readSupposition(ports, supposed)
  const people = await ports.database.transact(async (em) => {
    const set = await carryOut(em, ports, { ...read, isForReal: true })
    if (planSetHash(set) !== hash)
      throw new SimulationError(
        'moved',
        'HR, the policy or an app has changed since this was simulated, or a date has come: simulate again and look',
      )
    const applied = { t: 'plan.applied', planSet: hash, people: set.people.length, member: supposed.member } as const
    await appendEntries(em, supposed.organization, [applied], { at: ports.now(), random: ports.random })
    return set.people.length
  })
  ports.wakeUps.notify('planning')
  ports.wakeUps.notify('dispatch')
  return { people }
}

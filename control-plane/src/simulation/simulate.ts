import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type PlanSet, planSetHash } from '@rollcall/shared/plan-set'
import type { Ports } from '../ports.ts'
import type { Signers } from '../services.ts'
import { carryOut, type ReadSupposition } from './carry-out.ts'
import { readSupposition, type Supposition } from './supposition.ts'

export interface Simulation {
  readonly set: PlanSet
  readonly hash: string
  /** The set, signed: what was shown is what may be carried out. */
  readonly envelope: Envelope
}

export interface SimulationPorts extends Pick<Ports, 'database' | 'now' | 'random'> {
  readonly signers: Pick<Signers, 'packet'>
}

/**
 * What a policy, a roster, or both would do. It is done by the code that does it, in a transaction that is thrown away: so it is right, the guard's
 * verdicts included, and nothing of it stays. @throws SimulationError, PolicyError, RosterFileError
 */
export async function simulate(services: SimulationPorts, supposed: Supposition): Promise<Simulation> {
  const set = await suppose(services, { ...(await readSupposition(services, supposed)), isForReal: false })
  const envelope = await signEnvelope(payloadTypes.planSet, canonicalJson(set), services.signers.packet)
  return { set, hash: planSetHash(set), envelope }
}

async function suppose(services: Pick<Ports, 'database' | 'now' | 'random'>, supposed: ReadSupposition): Promise<PlanSet> {
  try {
    await services.database.transact(async (em) => {
      throw new Undone(await carryOut(em, services, supposed))
    })
  } catch (error) {
    if (error instanceof Undone) return error.set
    throw error
  }
  throw new TypeError('a simulation was kept')
}

/** Takes the transaction back, and the result out of it. */
class Undone extends Error {
  readonly set: PlanSet

  constructor(set: PlanSet) {
    super('a simulation is taken back')
    this.set = set
  }
}

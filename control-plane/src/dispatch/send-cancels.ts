import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Id } from '@rollcall/shared/ids'
import type { Cancel } from '@rollcall/shared/job'
import { Agent } from '../fleet/agent.entity.ts'
import type { DispatchMoment } from './dispatch-moment.ts'
import { JobRecord } from './job.entity.ts'
import { queueFrame } from './queue-frame.ts'

/** Tells agents, signed, to stop the jobs that are taken back. Gives the agents that have something to fetch. */
export async function sendCancels(
  em: EntityManager,
  organization: Id<'organization'>,
  moment: DispatchMoment,
): Promise<readonly Id<'agent'>[]> {
  const jobs = await em.find(JobRecord, { organization, state: 'leased', cancellation: 'requested' })
  const told: Id<'agent'>[] = []
  for (const job of jobs) {
    if (!job.agent) continue
    const agent = await em.findOneOrFail(Agent, { id: job.agent })
    const envelope = await signEnvelope(payloadTypes.cancel, canonicalJson(toCancel(job.id, agent.id, moment)), [moment.jobs])
    queueFrame(em, agent, { frame: { kind: 'cancel', envelope }, at: moment.at })
    job.cancellation = 'sent'
    told.push(agent.id)
  }
  return told
}

function toCancel(job: Id<'job'>, agent: Id<'agent'>, { at, random }: DispatchMoment): Cancel {
  return { v: 1, agent, job, iat: Math.floor(at.getTime() / 1000), nonce: Buffer.from(random(16)).toString('hex') }
}

import type { EntityManager } from '@mikro-orm/sql'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Id } from '@rollcall/shared/ids'
import type { Cancel } from '@rollcall/shared/job'
import { Agent } from '../fleet/agent.entity.ts'
import { OutgoingFrame } from '../fleet/outgoing-frame.entity.ts'
import { JobRecord } from './job.entity.ts'

/**
 * Takes back the unfinished jobs of a case: queued ones at once; leased ones by a signed message that the agent obeys between effects.
 * A leased job stays leased until its receipt says how far it came. Gives the agents to notify after the commit.
 */
export async function cancelJobs(
  em: EntityManager,
  input: { case: Id<'case'>; at: Date; random: (bytes: number) => Uint8Array; jobs: Signer },
): Promise<readonly Id<'agent'>[]> {
  await em.nativeUpdate(JobRecord, { case: input.case, state: 'queued' }, { state: 'revoked', finishedAt: input.at })
  const leased = await em.find(JobRecord, { case: input.case, state: 'leased' })
  const notified: Id<'agent'>[] = []
  for (const job of leased) {
    if (!job.agent) continue
    const agent = await em.findOneOrFail(Agent, { id: job.agent })
    const cancel: Cancel = {
      v: 1,
      agent: agent.id,
      job: job.id,
      iat: Math.floor(input.at.getTime() / 1000),
      nonce: Buffer.from(input.random(16)).toString('hex'),
    }
    const envelope = await signEnvelope(payloadTypes.cancel, canonicalJson(cancel), [input.jobs])
    agent.sent += 1
    em.create(OutgoingFrame, {
      agent: agent.id,
      sequence: agent.sent,
      frame: { kind: 'cancel', sequence: agent.sent, envelope },
      createdAt: input.at,
    })
    notified.push(agent.id)
  }
  return notified
}

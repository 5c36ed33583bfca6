import type { EntityManager } from '@mikro-orm/sql'
import type { ControlFrame } from '@rollcall/shared/wire/frames'
import type { Agent } from '../fleet/agent.entity.ts'
import { OutgoingFrame } from '../fleet/outgoing-frame.entity.ts'

type Unnumbered<Frame> = Frame extends ControlFrame ? Omit<Frame, 'sequence'> : never

interface Queueing {
  readonly frame: Unnumbered<ControlFrame>
  readonly at: Date
}

/** Numbers a frame for an agent and keeps it until the agent has it. */
export function queueFrame(em: EntityManager, agent: Agent, { frame, at }: Queueing): void {
  agent.sent += 1
  em.create(OutgoingFrame, { agent: agent.id, sequence: agent.sent, frame: { ...frame, sequence: agent.sent }, createdAt: at })
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { ControlFrame } from '@rollcall/shared/wire/frames'
import { OutgoingFrame } from './outgoing-frame.entity.ts'

/** Numbered frames that the agent does not have yet, in order. */
export async function framesAfter(em: EntityManager, agent: Id<'agent'>, sequence: number): Promise<readonly ControlFrame[]> {
  const rows = await em.find(OutgoingFrame, { agent, sequence: { $gt: sequence } }, { orderBy: { sequence: 'asc' }, limit: 100 })
  return rows.map((row) => row.frame)
}

/** The agent has everything up to `received`: forget it. */
export async function acknowledgeFrames(em: EntityManager, agent: Id<'agent'>, received: number): Promise<void> {
  await em.nativeDelete(OutgoingFrame, { agent, sequence: { $lte: received } })
}

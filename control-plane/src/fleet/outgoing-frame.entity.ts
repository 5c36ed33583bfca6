import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'
import type { ControlFrame } from '@rollcall/shared/wire/frames'

/** A numbered frame for an agent, kept until the agent has it. */
export const outgoingFrameSchema = defineEntity({
  name: 'OutgoingFrame',
  properties: {
    agent: p.string().primary().$type<Id<'agent'>>(),
    sequence: p.integer().primary(),
    frame: p.json().$type<ControlFrame>(),
    createdAt: p.datetime(),
  },
})
export class OutgoingFrame extends outgoingFrameSchema.class {}
outgoingFrameSchema.setClass(OutgoingFrame)

import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** The last fencing token given out for an app. Strictly increasing, so that a late holder of an old lease is harmless. */
export const appFenceSchema = defineEntity({
  name: 'AppFence',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    app: p.string().primary(),
    fence: p.integer(),
  },
})
export class AppFence extends appFenceSchema.class {}
appFenceSchema.setClass(AppFence)

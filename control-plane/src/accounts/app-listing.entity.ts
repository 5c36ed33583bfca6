import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** When an app was listed last, and when it is to be next. */
export const appListingSchema = defineEntity({
  name: 'AppListing',
  properties: {
    organization: p.string().primary().$type<Id<'organization'>>(),
    app: p.string().primary(),
    requestedAt: p.datetime().nullable(),
    /** End of the last listing that counted; null before the first, which only reports. */
    completedAt: p.datetime().nullable(),
    nextAt: p.datetime().index(),
    /** Why an operator says that the next listing may rightly lack many accounts. */
    acceptFall: p.string().nullable(),
  },
})
export class AppListing extends appListingSchema.class {}
appListingSchema.setClass(AppListing)

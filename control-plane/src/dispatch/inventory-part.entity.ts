import { defineEntity, p } from '@mikro-orm/core'
import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'

/** Accounts that an inventory job has read so far; they count only once its receipt has come and commits to them all. */
export const inventoryPartSchema = defineEntity({
  name: 'InventoryPart',
  properties: {
    job: p.string().primary().$type<Id<'job'>>(),
    part: p.integer().primary(),
    parts: p.integer(),
    accounts: p.json().$type<readonly Account[]>(),
  },
})
export class InventoryPart extends inventoryPartSchema.class {}
inventoryPartSchema.setClass(InventoryPart)

import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** What somebody uploaded to show that a task was done. */
export const taskProofSchema = defineEntity({
  name: 'TaskProof',
  properties: {
    task: p.string().primary().$type<Id<'task'>>(),
    name: p.string(),
    type: p.string(),
    bytes: p.blob(),
  },
})
export class TaskProof extends taskProofSchema.class {}
taskProofSchema.setClass(TaskProof)

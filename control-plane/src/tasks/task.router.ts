import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { waiveReasons } from '../cases/case-reasons.ts'
import { procedure, router } from '../http/trpc.ts'
import { completeTask } from './complete-task.ts'
import { getTask, listTasks } from './list-tasks.ts'
import { maxProofBytes, proofTypes } from './proof.ts'
import { waiveTask } from './waive-task.ts'

const one = z.strictObject({ task: idSchema('task') })

/** Base64 takes four characters for three bytes. */
const upload = z
  .strictObject({
    name: z.string().min(1).max(256),
    type: z.enum(proofTypes),
    file: z.base64().max(Math.ceil(maxProofBytes / 3) * 4),
  })
  .transform(({ file, ...proof }) => ({ ...proof, bytes: Buffer.from(file, 'base64') }))

export const taskRouter = router({
  list: procedure('task.read')
    .input(z.strictObject({ all: z.boolean().default(false) }))
    .query(({ ctx: { services, caller }, input }) => listTasks(services.database, caller, input)),
  get: procedure('task.read')
    .input(one)
    .query(({ ctx: { services, caller }, input }) => getTask(services.database, caller, input.task)),
  complete: procedure('task.complete')
    .input(one.extend({ proof: upload.optional() }))
    .mutation(({ ctx: { services, caller }, input }) =>
      completeTask(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  waive: procedure('task.waive')
    .input(one.extend({ reason: z.enum(waiveReasons) }))
    .mutation(({ ctx: { services, caller }, input }) =>
      waiveTask(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})

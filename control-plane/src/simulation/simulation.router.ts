import { sha256HexSchema } from '@rollcall/shared/digest'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import type { Caller } from '../organizations/authenticate.ts'
import { rosterUploadSchema } from '../roster/roster-upload-schema.ts'
import { applySimulation } from './apply-simulation.ts'
import { simulate } from './simulate.ts'
import type { Supposition } from './supposition.ts'

/** A change to look at before it happens; the roster is a file as for an import. */
const supposed = z.strictObject({ policy: z.string().max(300_000).optional(), roster: rosterUploadSchema.optional() })

export const simulationRouter = router({
  run: procedure('simulation.run')
    .input(supposed)
    .mutation(({ ctx: { services, caller }, input }) => simulate(services, toSupposition(caller, input))),
  applyRun: procedure('simulation.apply')
    .input(supposed.extend({ hash: sha256HexSchema }))
    .mutation(({ ctx: { services, caller }, input: { hash, ...input } }) =>
      applySimulation(services, { ...toSupposition(caller, input), hash }),
    ),
})

function toSupposition({ organization, member }: Caller, { policy, roster }: z.infer<typeof supposed>): Supposition {
  if (roster === undefined) return { organization, member, policy }
  const { file, ...declared } = roster
  return { organization, member, policy, roster: { ...declared, bytes: Buffer.from(file, 'base64') } }
}

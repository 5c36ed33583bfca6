import { sha256Hex } from '@rollcall/shared/digest'
import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { signCheckpoint } from '../ledger/sign-checkpoint.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { exportCasePacket } from './export-case-packet.ts'

export const evidenceRouter = router({
  /** The evidence of one closed case as a zip, base64. */
  exportCase: procedure('evidence.export')
    .input(z.strictObject({ case: idSchema('case') }))
    .mutation(async ({ ctx: { services, caller }, input }) => {
      const zip = await exportCasePacket(services, { organization: caller.organization, member: caller.member, case: input.case })
      return { zip: Buffer.from(zip).toString('base64'), sha256: sha256Hex(zip) }
    }),
  /** The log's signed root as it is now. */
  checkpoint: procedure('evidence.read').query(({ ctx: { services, caller } }) =>
    services.database.read(async (em) => {
      const { id, logOrigin } = await em.findOneOrFail(Organization, { id: caller.organization })
      return { checkpoint: await signCheckpoint(em, { organization: id, signer: services.signers.log(logOrigin) }) }
    }),
  ),
})

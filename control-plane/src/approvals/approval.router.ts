import { signedApprovalSchema } from '@rollcall/shared/approval'
import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { seenBy } from '../organizations/seen-by.ts'
import { approvalStates } from './approval-request.entity.ts'
import { getApproval } from './get-approval.ts'
import { listApprovals } from './list-approvals.ts'
import { readStatement } from './read-statement.ts'
import { voteOnApproval } from './vote-on-approval.ts'

const one = z.strictObject({ approval: idSchema('approval') })
const decided = one.extend({ decision: z.enum(['approved', 'refused']) })

export const approvalRouter = router({
  list: procedure('approval.read')
    .input(
      z.strictObject({
        state: z.enum(approvalStates).optional(),
        mine: z.boolean().default(false),
        limit: z.int().min(1).max(200).default(100),
      }),
    )
    .query(({ ctx: { services, caller }, input: { mine, ...query } }) =>
      listApprovals(services.database, { ...seenBy(caller), ...(mine ? { askedOf: caller.member } : {}), ...query }),
    ),
  get: procedure('approval.read')
    .input(one)
    .query(({ ctx: { services, caller }, input }) => getApproval(services.database, { ...seenBy(caller), ...input })),
  /** The bytes that the caller signs, and a passkey's challenge. */
  statement: procedure('approval.vote')
    .input(decided)
    .query(({ ctx: { services, caller }, input }) =>
      readStatement(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
  vote: procedure('approval.vote')
    .input(decided.extend({ reason: z.string().min(1).max(500).optional(), signed: signedApprovalSchema.optional() }))
    .mutation(({ ctx: { services, caller }, input }) =>
      voteOnApproval(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})

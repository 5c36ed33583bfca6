import { sha256HexSchema } from '@rollcall/shared/digest'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { addApproverKey } from './add-approver-key.ts'
import { addPasskey, passkeyOptions } from './add-passkey.ts'
import { listApproverKeys } from './list-approver-keys.ts'
import { passkeyRegistrationSchema } from './passkey-registration.ts'
import { revokeApproverKey } from './revoke-approver-key.ts'

const name = z.string().min(1).max(64)

export const approverKeyRouter = router({
  /** What the caller signs with a new Ed25519 key, within five minutes: `approverKeyProof` of it. */
  challenge: procedure('approver_key.add').mutation(({ ctx: { services, caller } }) => ({
    organization: caller.organization,
    member: caller.member,
    challenge: services.challenges.issue(caller.member, services.now()),
  })),
  add: procedure('approver_key.add')
    .input(z.strictObject({ name, publicKey: z.string().max(1_024), challenge: z.base64url().max(128), proof: z.base64().max(256) }))
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      id: await addApproverKey(services, { organization: caller.organization, member: caller.member, ...input }),
    })),
  passkeyOptions: procedure('approver_key.add').mutation(({ ctx: { services, caller } }) =>
    passkeyOptions(services, { organization: caller.organization, member: caller.member, memberName: caller.name }),
  ),
  addPasskey: procedure('approver_key.add')
    .input(z.strictObject({ name, response: passkeyRegistrationSchema }))
    .mutation(async ({ ctx: { services, caller }, input }) => ({
      id: await addPasskey(services, { organization: caller.organization, member: caller.member, ...input }),
    })),
  list: procedure('approver_key.read').query(({ ctx: { services, caller } }) => listApproverKeys(services, caller.organization)),
  revoke: procedure('approver_key.revoke')
    .input(z.strictObject({ key: sha256HexSchema }))
    .mutation(({ ctx: { services, caller }, input }) =>
      revokeApproverKey(services, { organization: caller.organization, by: caller.member, role: caller.role, ...input }),
    ),
})

import { classOf, type Verb, verbs } from '@rollcall/shared/connector/verbs'
import { z } from 'zod'
import { appNameSchema } from '../home/app-settings.ts'
import { approvalPolicySchema } from './approval-policy.ts'
import { matchesGlob } from './matches-glob.ts'

const pattern = z.string().min(1).max(256)
const perHour = z.int().min(0).max(100_000)

/** What the owner of this machine allows, whatever the control plane signs. Everything but reading is denied unless listed. */
export const localPolicySchema = z.strictObject({
  allow: z.array(z.strictObject({ app: appNameSchema, verbs: z.array(z.enum(verbs)).min(1) })).default([]),
  protected: z
    .array(
      z
        .strictObject({ app: appNameSchema.optional(), userName: pattern.optional(), externalId: pattern.optional() })
        .refine((entry) => entry.userName !== undefined || entry.externalId !== undefined, 'needs userName or externalId'),
    )
    .default([]),
  limits: z
    .strictObject({
      perHour: z
        .strictObject({
          suspend: perHour.default(20),
          revoke: perHour.default(50),
          grant: perHour.default(100),
          delete: perHour.default(5),
        })
        .prefault({}),
    })
    .prefault({}),
  approvals: approvalPolicySchema,
  paused: z.boolean().default(false),
})
export type LocalPolicy = Readonly<z.infer<typeof localPolicySchema>>

/** How a job or an app names an account. */
export interface AccountNames {
  readonly userName: string
  readonly externalId?: string | undefined
}

export function isAllowed(policy: LocalPolicy, app: string, verb: Verb): boolean {
  if (classOf[verb] === 'read') return true
  return policy.allow.some((entry) => entry.app === app && entry.verbs.includes(verb))
}

/** True when any pattern of any entry for this app fits: one key is enough to protect. */
export function isProtected(policy: LocalPolicy, app: string, account: AccountNames): boolean {
  return policy.protected.some((entry) => {
    if (entry.app !== undefined && entry.app !== app) return false
    const byUserName = entry.userName !== undefined && matchesGlob(entry.userName, account.userName)
    const byExternalId =
      entry.externalId !== undefined && account.externalId !== undefined && matchesGlob(entry.externalId, account.externalId)
    return byUserName || byExternalId
  })
}

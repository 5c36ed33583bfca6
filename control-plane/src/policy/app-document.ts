import { z } from 'zod'
import { defaultAppSettings } from './default-settings.ts'
import { assigneeSchema, daysSchema, expressionSchema, nameSchema, personKeySchema, titleSchema } from './document-words.ts'
import { approvalRoutes } from './policy.ts'

/** An account's attributes as expressions over `person`; what is left out is left alone in the app. */
const accountSchema = z.strictObject({
  userName: expressionSchema,
  givenName: expressionSchema.optional(),
  familyName: expressionSchema.optional(),
  displayName: expressionSchema.optional(),
  email: expressionSchema.optional(),
  title: expressionSchema.optional(),
  department: expressionSchema.optional(),
})

const instructionsSchema = z.string().max(4096).default('')

const taskSchema = z.strictObject({
  name: nameSchema,
  title: z.string().min(1).max(256),
  instructions: instructionsSchema,
  assignee: assigneeSchema.default('operators'),
  days: daysSchema.default(5).describe('days until it is due'),
  transfers: z.boolean().default(false).describe('hands over data: a legal hold blocks it, and a deletion waits for it'),
})

const { leaver, leave, drift, orphans } = defaultAppSettings

const leaverSchema = z.strictObject({
  endSessions: z.boolean().default(leaver.endSessions).describe('end sessions and tokens too'),
  deleteAfterDays: daysSchema
    .min(1)
    .nullable()
    .default(leaver.deleteAfterDays)
    .describe('days after our own suspension; null never deletes'),
  tasks: z.array(taskSchema).max(50).default([]).describe('what people do when somebody leaves'),
})

const entitlementSchema = z.strictObject({
  title: z.string().min(1).max(256).optional().describe('for people; otherwise its name'),
  owner: personKeySchema.nullable().default(null),
  privileged: z.boolean().default(false).describe('never kept in grace, never restored by itself, counted by the guard'),
  approval: z.enum(approvalRoutes).nullable().optional().describe('who agrees before it is granted; null: nobody is asked'),
  revokeAfter: z
    .string()
    .optional()
    .describe("app/entitlement that a leaver's account must hold before this one is taken: a licence after the mailbox is converted"),
})

/** What a document says about one app; everything but its title and the user name has a default. */
export const appDocumentSchema = z.strictObject({
  title: titleSchema,
  account: accountSchema,
  owner: personKeySchema.nullable().default(defaultAppSettings.owner),
  order: z.enum(['identity', 'mail', 'app']).default(defaultAppSettings.order).describe('identity and mail go first when somebody leaves'),
  requires: z.array(nameSchema).max(64).default([]).describe('apps in which the account must be done first'),
  leadDays: z
    .int()
    .min(0)
    .max(60)
    .default(defaultAppSettings.leadDays)
    .describe('working days before the start at which the account is prepared'),
  leaver: z.union([z.literal('suspend'), leaverSchema]).default('suspend'),
  leave: z
    .strictObject({
      afterDays: daysSchema.default(leave.afterDays),
      action: z.enum(['keep', 'suspend', 'suspend_and_end_sessions']).default(leave.action),
    })
    .prefault({})
    .describe('what a leave of absence does, and after how many days'),
  rename: z.enum(['update', 'task', 'keep']).default(defaultAppSettings.rename).describe('what a change of the user name does'),
  graceDays: daysSchema.default(defaultAppSettings.graceDays).describe('how long a mover keeps what no rule gives any more'),
  drift: z
    .strictObject({
      answer: z.enum(['correct', 'accept', 'ask']).default(drift.answer),
      acceptDays: daysSchema.min(1).default(drift.acceptDays),
    })
    .prefault({})
    .describe('what an account changed by hand becomes'),
  orphans: z
    .strictObject({ disableAfterDays: daysSchema.min(1).nullable().default(orphans.disableAfterDays) })
    .prefault({})
    .describe('days after which an account that nobody owns is switched off; null only reports'),
  listEveryHours: z
    .int()
    .min(1)
    .max(8784)
    .nullable()
    .optional()
    .describe('hours between two listings, 24 unless the app is manual; null lists by command only'),
  manual: z
    .strictObject({ assignee: assigneeSchema.default('owner'), days: daysSchema.default(3), instructions: instructionsSchema })
    .nullable()
    .default(null)
    .describe('an app without automation: people do the steps'),
  entitlements: z.record(z.string().min(1).max(256), entitlementSchema).default({}),
})
export type AppDocument = z.infer<typeof appDocumentSchema>

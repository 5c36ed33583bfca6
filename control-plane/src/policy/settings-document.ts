import { z } from 'zod'
import { defaultCalendar } from '../roster/calendar.ts'
import { defaultPolicySettings } from './default-settings.ts'
import { dateSchema, daysSchema, personKeySchema, timeSchema } from './document-words.ts'
import { approvalRoutes } from './policy.ts'

/** In the order of ISO days: Monday is 1. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const weekdaySchema = z.enum(weekdays)
const { roster, correlation, approvals } = defaultPolicySettings

export const calendarDocumentSchema = z.strictObject({
  cutOff: timeSchema.default(defaultCalendar.cutOff).describe('local time of the last day at which access ends'),
  cutOffByWeekday: z.partialRecord(weekdaySchema, timeSchema).default({}),
  cutOffByDate: z.record(dateSchema, timeSchema).default({}).describe('goes ahead of the day of the week'),
  workdays: z.array(weekdaySchema).min(1).max(7).default(weekdays.slice(0, 5)),
  holidays: z.array(dateSchema).max(2000).default([]),
})

export const rosterDocumentSchema = z.strictObject({
  vanished: z.enum(['ask', 'leaver']).default(roster.vanished).describe('what follows when somebody is missing in two complete snapshots'),
  placeholders: z
    .array(z.string().min(1).max(128))
    .max(100)
    .default([...roster.placeholders])
    .describe('values that stand for "not known yet"'),
  addressesReservedMonths: z.int().min(0).max(240).default(roster.addressesReservedMonths),
  contractWarningDays: z
    .array(daysSchema)
    .max(10)
    .default([...roster.contractWarningDays]),
  longLeaveDays: daysSchema.default(roster.longLeaveDays),
})

const scoreSchema = z.number().min(0).max(1)

export const correlationDocumentSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rule: z.enum(['external_id', 'address', 'address_only', 'employee_number', 'user_name', 'name']),
        score: scoreSchema,
      }),
    )
    .max(20)
    .default([...correlation.rules])
    .describe('in order; the first that names anybody decides'),
  linkFrom: scoreSchema.default(correlation.linkFrom),
  askFrom: scoreSchema.default(correlation.askFrom),
})

export const approvalsDocumentSchema = z.strictObject({
  restore: z.enum(approvalRoutes).default(approvals.restore),
  privileged: z.enum(approvalRoutes).nullable().default(approvals.privileged),
  forCauseNeedsTwo: z.boolean().default(approvals.forCauseNeedsTwo),
  policyNeedsTwo: z.boolean().default(approvals.policyNeedsTwo).describe('another member than the author approves each version'),
  fallback: z.array(personKeySchema).max(50).default([]),
  escalateAfterHours: z.int().min(1).max(8784).default(approvals.escalateAfterHours),
  expireAfterDays: daysSchema.min(1).default(approvals.expireAfterDays),
})

import { z } from 'zod'
import { appDocumentSchema } from './app-document.ts'
import {
  dateSchema,
  expressionSchema,
  grantsSchema,
  nameSchema,
  personKeySchema,
  ruleNameSchema,
  timeZoneSchema,
} from './document-words.ts'
import { guardDocumentSchema } from './guard-document.ts'
import { approvalsDocumentSchema, calendarDocumentSchema, correlationDocumentSchema, rosterDocumentSchema } from './settings-document.ts'

const companySchema = z.strictObject({
  timeZone: timeZoneSchema.describe('IANA zone used where nothing nearer is known'),
  countries: z
    .record(z.string().regex(/^[A-Z]{2}$/, 'not an ISO 3166 country code such as US'), timeZoneSchema)
    .default({})
    .describe('zones of countries that have several'),
  locations: z
    .record(z.string().min(1).max(256), timeZoneSchema)
    .default({})
    .describe('zones by location as HR writes it, ahead of the country'),
})

/** What an organization writes, in YAML: which apps there are, who gets what in them, and how careful to be. */
export const policyDocumentSchema = z.strictObject({
  version: z.literal(1),
  company: companySchema,
  calendar: calendarDocumentSchema.prefault({}),
  apps: z.record(nameSchema, appDocumentSchema),
  bundles: z.record(nameSchema, grantsSchema).default({}),
  attributes: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'not a name such as isLead'), expressionSchema)
    .default({})
    .describe('named texts made from `person`, for other expressions to read as attribute.name'),
  rules: z.array(z.strictObject({ name: ruleNameSchema, when: expressionSchema, grant: grantsSchema })).max(1000),
  separations: z
    .array(z.strictObject({ name: ruleNameSchema, one: grantsSchema, other: grantsSchema }))
    .max(200)
    .default([])
    .describe('nobody holds something of both sides'),
  exceptions: z
    .array(z.strictObject({ person: personKeySchema, grant: grantsSchema, until: dateSchema, reason: z.string().min(1).max(256) }))
    .max(1000)
    .default([])
    .describe('grants outside the rules, until the cut-off of a day'),
  approvals: approvalsDocumentSchema.prefault({}),
  roster: rosterDocumentSchema.prefault({}),
  correlation: correlationDocumentSchema.prefault({}),
  guard: guardDocumentSchema.default({}),
  protected: z
    .array(z.strictObject({ app: nameSchema, userName: z.string().min(1).max(256) }))
    .default([])
    .describe('accounts that are never touched; `*` stands for any text'),
})
export type PolicyDocument = Readonly<z.infer<typeof policyDocumentSchema>>

import { z } from 'zod'
import { isTimeZone } from '../roster/time-zone.ts'

const appName = z.string().regex(/^[a-z0-9-]{1,64}$/, 'not a name of at most 64 small letters, digits and "-"')
const expression = z.string().min(1).max(2048)
const timeZone = z.string().refine(isTimeZone, 'not an IANA time zone such as Europe/Berlin')
const percent = z.number().min(0).max(100)
const grants = z.array(z.string().min(1).max(321)).min(1).max(256)

/** An account's attributes as expressions over `person`; what is left out is left alone in the app. */
const account = z.strictObject({
  userName: expression,
  givenName: expression.optional(),
  familyName: expression.optional(),
  displayName: expression.optional(),
  email: expression.optional(),
  title: expression.optional(),
  department: expression.optional(),
})

/** What an organization writes, in YAML: which apps there are, who gets what in them, and how careful to be. */
export const policyDocumentSchema = z.strictObject({
  version: z.literal(1),
  company: z.strictObject({
    timeZone,
    /** Zones of countries that have several, by ISO 3166 code. */
    countries: z.record(z.string().regex(/^[A-Z]{2}$/, 'not an ISO 3166 country code such as US'), timeZone).default({}),
  }),
  calendar: z
    .strictObject({
      /** Local time of the last day at which access ends. */
      cutOff: z
        .string()
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'not a time such as "18:00"')
        .default('18:00'),
    })
    .prefault({}),
  apps: z.record(appName, z.strictObject({ title: z.string().min(1).max(64), account, leaver: z.literal('suspend').default('suspend') })),
  bundles: z.record(appName, grants).default({}),
  rules: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[^\p{Cc}]{1,128}$/u, 'not a name of at most 128 characters'),
        when: expression,
        grant: grants,
      }),
    )
    .max(1000),
  guard: z
    .strictObject({
      people: z.strictObject({ percent, least: z.int().min(0), most: z.int().min(0) }).optional(),
      accountsPerApp: z.strictObject({ percent, least: z.int().min(0) }).optional(),
    })
    .default({}),
  /** Accounts that are never touched; `*` stands for any text. */
  protected: z.array(z.strictObject({ app: appName, userName: z.string().min(1).max(256) })).default([]),
})
export type PolicyDocument = Readonly<z.infer<typeof policyDocumentSchema>>

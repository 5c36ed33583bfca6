import { z } from 'zod'

/** The profile attributes that Rollcall owns in an app; nothing else is read or written. An absent field is left alone. */
export const accountProfileSchema = z.strictObject({
  givenName: z.string().max(256).optional(),
  familyName: z.string().max(256).optional(),
  displayName: z.string().max(256).optional(),
  email: z.string().max(256).optional(),
  title: z.string().max(256).optional(),
  department: z.string().max(256).optional(),
})
export type AccountProfile = Readonly<z.infer<typeof accountProfileSchema>>

/** Text without control characters and lone surrogates: those cannot be signed, stored or compared everywhere alike. */
const read = z.string().refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'holds a control character or half a character')
const readText = read.max(256).optional()

/** An identity record in an app, as one read of the app showed it. */
export const accountSchema = z.strictObject({
  /** The app's own immutable id, opaque to us. Where an app shows none (browser), the user name. */
  nativeId: read.min(1).max(512),
  userName: read.min(1).max(256),
  /** Our marker in the app: the person's id. Absent where the app cannot hold one. */
  externalId: readText,
  active: z.boolean(),
  /** Whether anybody ever signed in. Absent where the app does not say: that is unknown, never "never". */
  signedIn: z.enum(['never', 'seen']).optional(),
  /** Whether somebody is signed in at this moment. Absent where the app does not say, and in listings: it would differ in each. */
  sessions: z.enum(['none', 'open']).optional(),
  profile: accountProfileSchema.extend({
    givenName: readText,
    familyName: readText,
    displayName: readText,
    email: readText,
    title: readText,
    department: readText,
  }),
  /** Keys of the entitlements held, as the app names them, sorted. */
  entitlements: z.array(read.max(256)).readonly(),
})
export type Account = Readonly<z.infer<typeof accountSchema>>

/** How to find one account again: the strongest known key wins (native id, then our marker, then the user name). */
export const accountQuerySchema = z.strictObject({
  nativeId: z.string().min(1).max(512).optional(),
  externalId: z.string().min(1).max(256).optional(),
  userName: z.string().min(1).max(256),
})
export type AccountQuery = Readonly<z.infer<typeof accountQuerySchema>>

/** What a new account shall be. */
export const accountDraftSchema = z.strictObject({
  userName: z.string().min(1).max(256),
  externalId: z.string().min(1).max(256),
  profile: accountProfileSchema,
})
export type AccountDraft = Readonly<z.infer<typeof accountDraftSchema>>

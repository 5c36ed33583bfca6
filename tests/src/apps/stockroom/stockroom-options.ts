import { z } from 'zod'
import { seedPersonSchema } from '../running-app.ts'

/** What a test can break, as real legacy apps break. */
export const stockroomFaultsSchema = z.strictObject({
  /** Says "has been disabled" and disables nobody. */
  ignoreDisable: z.boolean().optional(),
  /** Says "signed out everywhere" and ends no session. */
  ignoreSignOut: z.boolean().optional(),
  /** A new release: the disable control has another name, form and place. */
  renamedButton: z.boolean().optional(),
  /** The sign-in form refuses everyone. */
  loginBroken: z.boolean().optional(),
  /** Every search and list comes back empty, politely. */
  emptyList: z.boolean().optional(),
  /** A puzzle stands before the sign-in form's button. */
  captcha: z.boolean().optional(),
  /** The counter above the table promises more rows than the pages hold. */
  lostRows: z.boolean().optional(),
  /** The interface is in German. */
  german: z.boolean().optional(),
  /** Applies the change and then answers 500. */
  errorAfterDisable: z.boolean().optional(),
  /** Every page answers 503. */
  maintenance: z.boolean().optional(),
  /** The form opens for somebody else. */
  wrongEditPage: z.boolean().optional(),
})

export const stockroomOptionsSchema = z.strictObject({
  people: z.array(seedPersonSchema),
  admin: z.strictObject({ userName: z.string(), password: z.string() }),
  /** Unlocks `GET /__effects`. */
  effectsToken: z.string().min(8),
  /** Added to every page, in milliseconds: a slow machine in a cupboard. */
  latencyMs: z.int().min(0).max(5_000).default(0),
  /** After so many requests a session is forgotten. */
  sessionRequests: z.int().min(1).optional(),
  /** A reminder that covers the page once after signing in. */
  nagBanner: z.boolean().default(false),
  faults: stockroomFaultsSchema.default({}),
})
export type StockroomOptions = z.input<typeof stockroomOptionsSchema>
export type StockroomSetup = z.output<typeof stockroomOptionsSchema>

import { semanticsSchema } from '@rollcall/shared/connector/manifest'
import { z } from 'zod'
import { conditionSchema, stepSchema, stopSchema } from './step-schema.ts'
import { nameSchema, targetSchema } from './target-schema.ts'

/** What can be put into an operation: the fields of an account, the name that a rename gives it, and a password that the connector makes. */
export const inputNames = [
  'userName',
  'newUserName',
  'externalId',
  'givenName',
  'familyName',
  'displayName',
  'email',
  'title',
  'department',
  'password',
] as const
/** What a read can say about an account. `exists` is "yes" or "no". */
export const factNames = [
  'exists',
  'userName',
  'externalId',
  'active',
  'signedIn',
  'sessions',
  'givenName',
  'familyName',
  'displayName',
  'email',
  'title',
  'department',
] as const

const template = z.string().max(500)
const pattern = z.string().max(500).refine(isPattern, 'not a regular expression')
const facts = z.partialRecord(z.enum(factNames), template)
const operationName = z.string().regex(/^[a-z]+\.[a-z]+$/, 'an operation is named like user.read')
const inputs = z.array(z.enum(inputNames))
const steps = z.array(stepSchema).min(1).max(60)
const stops = z.array(stopSchema).max(20)

const readSchema = z.strictObject({ kind: z.literal('read'), inputs, steps, stops: stops.default([]), facts })
const listSchema = z.strictObject({ kind: z.literal('list'), inputs, steps, stops: stops.default([]), rows: nameSchema })
const writeSchema = z.strictObject({
  kind: z.literal('write'),
  inputs,
  semantics: z.strictObject({ ...semanticsSchema.shape, note: z.string().max(500).optional() }),
  observe: operationName,
  already: facts,
  require: facts.optional(),
  steps,
  stops: stops.default([]),
  /** Milliseconds: how long the read-back may disagree, and how long it must then stay equal. */
  verify: z.strictObject({ facts, within: z.int().min(0).max(120_000), steady: z.int().min(0).max(60_000) }),
})
export const operationSchema = z.discriminatedUnion('kind', [readSchema, listSchema, writeSchema])
export type Operation = Readonly<z.output<typeof operationSchema>>
export type ReadOperation = Readonly<z.output<typeof readSchema>>
export type ListOperation = Readonly<z.output<typeof listSchema>>
export type WriteOperation = Readonly<z.output<typeof writeSchema>>

/** The shape of a recipe; what its parts must mean to each other is in `check-recipe.ts`. */
export const recipeSchema = z.strictObject({
  format: z.literal('recipe/1'),
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: z.string().max(200),
  app: z.strictObject({
    product: z.string().max(80),
    tested: z.array(z.strictObject({ version: z.string().max(40), on: z.iso.date() })).min(1),
    /** Where the start page names its version. */
    versionAt: z.strictObject({ extract: nameSchema, match: pattern }).optional(),
  }),
  connection: z.record(nameSchema, z.strictObject({ title: z.string().max(120), pattern, example: z.string() })),
  /** Exact origins: of every document, and of the documents that may be given a secret. */
  origins: z.strictObject({ pages: z.array(template).min(1), secretsOnly: z.array(template).min(1) }),
  locale: z.strictObject({ lang: z.string().max(20), timezone: z.string().max(60), htmlLangRe: pattern }),
  inputs: z.partialRecord(
    z.enum(inputNames),
    z.strictObject({ pattern, pii: z.boolean(), optional: z.literal(true).optional(), secret: z.literal(true).optional() }),
  ),
  secrets: z.record(nameSchema, z.strictObject({ kind: z.enum(['username', 'password']), title: z.string().max(120) })),
  targets: z.record(nameSchema, targetSchema),
  pages: z.record(nameSchema, z.strictObject({ open: template.regex(/^\//), landmarks: z.array(nameSchema).min(1) })),
  session: z.strictObject({
    start: template.regex(/^\//),
    /** Positive proof of being signed in. */
    alive: conditionSchema,
    /** Positive proof of not being signed in, so that nobody waits for `alive` in vain. */
    signedOut: conditionSchema.optional(),
    login: steps,
    stops,
    maxAge: z.string().regex(/^\d{1,3}[mhd]$/, 'a time such as 30m, 8h or 7d'),
    /** True when the app replaces its cookies as they are used; the session is then kept after every operation. */
    rotates: z.boolean(),
  }),
  interruptions: z.array(z.strictObject({ when: conditionSchema, click: nameSchema, times: z.int().min(1).max(5) })).max(10),
  stops,
  /** The read that must find the automation's own account, or no "absent" is believed. */
  sentinel: z.strictObject({ op: operationName, inputs: z.partialRecord(z.enum(inputNames), template), present: facts, absent: facts }),
  operations: z.record(operationName, operationSchema),
  /** How operations answer our verbs, and which words of the app mean that an account is active, was ever used, is in use. */
  account: z.strictObject({
    active: z.strictObject({ yes: z.array(z.string()).min(1), no: z.array(z.string()).min(1) }),
    signedIn: z.strictObject({ never: z.array(z.string()).min(1), seen: pattern }).optional(),
    sessions: z.strictObject({ none: z.array(z.string()).min(1), open: pattern }).optional(),
    verbs: z.strictObject({
      'account.read': operationName,
      'account.list': operationName,
      'account.prepare': operationName.optional(),
      'account.create': operationName.optional(),
      'account.rename': operationName.optional(),
      'account.delete': operationName.optional(),
      'sessions.end': operationName.optional(),
      'account.suspend': operationName.optional(),
      'account.restore': operationName.optional(),
      'profile.update': operationName.optional(),
    }),
  }),
  limits: z.strictObject({
    /** How long one step may wait for the page, in milliseconds. */
    stepMs: z.int().min(500).max(120_000),
    /** How long the app may take to answer with a page, in milliseconds. */
    pageMs: z.int().min(500).max(120_000),
  }),
})
export type Recipe = Readonly<z.output<typeof recipeSchema>>

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

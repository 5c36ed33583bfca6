import { z } from 'zod'
import { addKind } from './keyed-union.ts'
import { outcomeCodes } from './outcome-codes.ts'
import { nameSchema } from './target-schema.ts'

const template = z.string().max(500)
const pattern = z.string().max(500)

/** Something that is true of the page or of what the run knows. */
export type Condition =
  | { readonly kind: 'visible'; readonly visible: string }
  | { readonly kind: 'gone'; readonly gone: string }
  | { readonly kind: 'equal'; readonly equal: readonly [string, string] }
  | { readonly kind: 'given'; readonly given: string }
  | { readonly kind: 'all'; readonly all: readonly Condition[] }
  | { readonly kind: 'any'; readonly any: readonly Condition[] }
const conditionKinds = ['visible', 'gone', 'equal', 'given', 'all', 'any']

export const conditionSchema: z.ZodType<Condition> = z.lazy(() => z.preprocess(addKind(conditionKinds), conditions))
const conditions = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('visible'), visible: nameSchema }),
    z.strictObject({ kind: z.literal('gone'), gone: nameSchema }),
    z.strictObject({ kind: z.literal('equal'), equal: z.tuple([template, template]) }),
    z.strictObject({ kind: z.literal('given'), given: nameSchema }),
    z.strictObject({ kind: z.literal('all'), all: z.array(conditionSchema).min(1).max(12) }),
    z.strictObject({ kind: z.literal('any'), any: z.array(conditionSchema).min(1).max(12) }),
  ],
  { error: `a condition is one of ${conditionKinds.join(', ')}` },
)

/** Ends the run with a named outcome as soon as its condition holds. */
export const stopSchema = z.strictObject({ when: conditionSchema, stop: z.enum(outcomeCodes) })
export type Stop = z.output<typeof stopSchema>

const when = conditionSchema.optional()
const simpleSteps = [
  z.strictObject({ kind: z.literal('goto'), goto: template.regex(/^\/(?!\/)/, 'a path of this app, such as /users') }),
  z.strictObject({
    kind: z.literal('fill'),
    fill: nameSchema,
    value: template.optional(),
    secret: nameSchema.optional(),
    keys: z.boolean().default(false),
    when,
  }),
  z.strictObject({ kind: z.literal('click'), click: nameSchema, commit: z.literal(true).optional(), id: z.string().max(40).optional() }),
  z.strictObject({ kind: z.literal('check'), check: nameSchema, on: z.boolean(), when }),
  z.strictObject({ kind: z.literal('choose'), choose: nameSchema, option: template, when }),
  z.strictObject({ kind: z.literal('expect'), expect: conditionSchema }),
  z.strictObject({ kind: z.literal('decide'), decide: nameSchema, present: conditionSchema, absent: conditionSchema }),
  z.strictObject({
    kind: z.literal('extract'),
    extract: nameSchema,
    as: nameSchema,
    from: z.enum(['text', 'value', 'checked']).default('text'),
    match: pattern.optional(),
  }),
  z.strictObject({ kind: z.literal('extractRow'), extractRow: nameSchema, columns: z.record(nameSchema, z.string().min(1)) }),
  z.strictObject({
    kind: z.literal('table'),
    table: nameSchema,
    columns: z.record(nameSchema, z.string().min(1)),
    next: nameSchema.optional(),
    maxPages: z.int().min(1).max(5_000),
    total: z.strictObject({ target: nameSchema, match: pattern }).optional(),
    as: nameSchema,
  }),
  z.strictObject({ kind: z.literal('subject'), subject: nameSchema, is: template, from: z.enum(['text', 'value']).default('text') }),
  z.strictObject({ kind: z.literal('dialog'), dialog: z.literal('accept'), textRe: template }),
] as const
export type SimpleStep = Readonly<z.output<(typeof simpleSteps)[number]>>

/** What the engine does next. `branch` takes its first arm whose condition holds. */
export type Step = SimpleStep | BranchStep
export interface BranchStep {
  readonly kind: 'branch'
  readonly branch: readonly { readonly when: Condition; readonly then: 'go' | readonly Step[] }[]
}
const stepKinds = [...simpleSteps.map((step) => step.shape.kind.value), 'branch']

export const stepSchema: z.ZodType<Step> = z.lazy(() => z.preprocess(addKind(stepKinds), steps))
const arm = z.strictObject({ when: conditionSchema, then: z.union([z.literal('go'), z.array(stepSchema)]) })
const steps = z.discriminatedUnion(
  'kind',
  [...simpleSteps, z.strictObject({ kind: z.literal('branch'), branch: z.array(arm).min(1).max(8) })],
  {
    error: `a step is one of ${stepKinds.join(', ')}`,
  },
)

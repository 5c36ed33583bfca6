import { z } from 'zod'

const limitSchema = z.strictObject({
  percent: z.number().min(0).max(100).optional(),
  least: z.int().min(0).optional(),
  most: z.int().min(0).optional(),
})

const counters = {
  people: limitSchema.optional(),
  accountsPerApp: limitSchema.optional(),
  deletions: limitSchema.optional(),
  privileges: limitSchema.optional(),
  creations: limitSchema.optional(),
  renames: limitSchema.optional(),
}

const windowSchema = z.strictObject(counters)

/** Counters at the top are those of a day; the week may hold twice what the day may unless it says otherwise. */
export const guardDocumentSchema = z.strictObject({ ...counters, day: windowSchema.optional(), week: windowSchema.optional() })
export type GuardDocument = z.infer<typeof guardDocumentSchema>
export type WindowDocument = z.infer<typeof windowSchema>

import { z } from 'zod'

/** One figure. Without a goal it is there to explain the others. */
export const measureSchema = z.strictObject({
  name: z.string(),
  value: z.number(),
  unit: z.enum(['ms', 's', 'MB', '/s', '×']),
  goal: z.union([z.strictObject({ most: z.number() }), z.strictObject({ least: z.number() })]).optional(),
  /** What the figure was taken from, for the JSON file. */
  from: z.record(z.string(), z.union([z.number(), z.string(), z.array(z.number()).readonly()])).optional(),
})
export type Measure = Readonly<z.infer<typeof measureSchema>>

export interface Benchmark {
  readonly name: string
  /** What is timed and what is not, so that nobody has to guess what a figure means. */
  readonly includes: readonly string[]
  /** The folder is empty, on a real disk, and gone afterwards. */
  readonly run: (folder: string) => Promise<readonly Measure[]>
}

/** True or false against the goal; undefined without one. */
export function isMet({ value, goal }: Measure): boolean | undefined {
  if (goal === undefined) return undefined
  return 'most' in goal ? value <= goal.most : value >= goal.least
}

import { z } from 'zod'
import { type Id, type IdKind, idPrefixes } from './ids.ts'

/** Accepts an id of one kind and nothing else, so that an agent's id can never be passed where a person's is meant. */
export function idSchema<Kind extends IdKind>(kind: Kind): z.ZodType<Id<Kind>> {
  const pattern = new RegExp(`^${idPrefixes[kind]}_[0-9a-f]{32}$`)
  return z.custom<Id<Kind>>((value) => typeof value === 'string' && pattern.test(value), `not an id of kind ${kind}`)
}

import { idSchema } from '@rollcall/shared/id-schema'
import { type Id, type IdKind, idPrefixes } from '@rollcall/shared/ids'
import { Argument, InvalidArgumentError } from 'commander'

/** A command's argument that names one thing by its id. */
export function idArgument(kind: IdKind): Argument {
  return new Argument(`<${kind}>`, `id of the ${kind}`).argParser((text) => parseId(kind, text))
}

export function parseId<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  const parsed = idSchema(kind).safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(`An id of this kind is ${idPrefixes[kind]}_ and 32 hex digits.`)
  return parsed.data
}

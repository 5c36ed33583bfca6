import { idSchema } from '@rollcall/shared/id-schema'
import { type Id, type IdKind, idPrefixes } from '@rollcall/shared/ids'
import { Argument, InvalidArgumentError, Option } from 'commander'

/** A command's argument that names one thing by its id. */
export function idArgument(kind: IdKind): Argument {
  return new Argument(`<${kind}>`, `id of the ${kind}`).argParser((text) => parseId(kind, text))
}

/** A command's option that names one thing by its id; of the kind it is called after, unless said. */
export function idOption(name: string, description: string, kind: IdKind = 'person'): Option {
  return new Option(`--${name} <${kind}>`, description).argParser((text) => parseId(kind, text))
}

export function parseId<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  const parsed = idSchema(kind).safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(`An id of this kind is ${idPrefixes[kind]}_ and 32 hex digits.`)
  return parsed.data
}

import { idSchema } from '@rollcall/shared/id-schema'
import type { Id } from '@rollcall/shared/ids'
import { Argument, Option } from 'commander'
import { clientFromEnvironment } from './client.ts'

/** A command's argument that names a person. */
export function personArgument(): Argument {
  return new Argument('<person>', 'HR key or id of the person')
}

/** A command's option that names a person. */
export function personOption(name: string, description: string): Option {
  return new Option(`--${name} <person>`, `${description}: HR key or id`)
}

/** Whom HR key or id mean. */
export async function personId(text: string): Promise<Id<'person'>> {
  const id = idSchema('person').safeParse(text)
  if (id.success) return id.data
  return (await clientFromEnvironment().roster.person.query({ person: text })).person.id
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sameText } from '../accounts/match-keys.ts'
import { Source } from './source.entity.ts'

/** The organization's source of that name, however it is capitalized; the very name first, where two differ in nothing else. */
export async function knownSource(
  em: EntityManager,
  { organization, name }: { readonly organization: Id<'organization'>; readonly name: string },
): Promise<Source | undefined> {
  const sources = await em.find(Source, { organization }, { orderBy: { createdAt: 'asc', id: 'asc' } })
  return sources.find((source) => source.name === name) ?? sources.find((source) => sameText(source.name) === sameText(name))
}

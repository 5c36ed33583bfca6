import type { EntityManager } from '@mikro-orm/sql'
import type { Person } from './person.entity.ts'
import { Source } from './source.entity.ts'

/** Records that HR systems have under one key, so that an operator can tell which is meant: each id with its source. */
export async function namedBySource(em: EntityManager, people: readonly Pick<Person, 'id' | 'source'>[]): Promise<string> {
  const sources = await em.find(Source, { id: { $in: people.map(({ source }) => source) } }, { disableIdentityMap: true })
  const names = new Map(sources.map(({ id, name }) => [id, name]))
  return people.map(({ id, source }) => `${id} (${names.get(source) ?? source})`).join(', ')
}

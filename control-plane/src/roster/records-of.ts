import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { rowsOf } from '../database/rows-of.ts'
import { Person } from './person.entity.ts'

/** Every record of the same human being, by each of them. */
export type Records = ReadonlyMap<Id<'person'>, readonly Id<'person'>[]>

type Link = readonly [record: Id<'person'>, continues: Id<'person'>]

/**
 * Every record of the same human being for each of these, itself first: of this employment and of all before and after it, however often somebody
 * came back. What is said about one of them is said about all.
 */
export async function recordsOf(em: EntityManager, people: readonly Id<'person'>[]): Promise<Records> {
  const links = await linksAround(em, people)
  return new Map(people.map((person) => [person, reachedFrom(person, links)]))
}

const batchSize = 1000

async function linksAround(em: EntityManager, people: readonly Id<'person'>[]): Promise<readonly Link[]> {
  const links: Link[] = []
  const known = new Set(people)
  for (let near = [...known]; near.length > 0; ) {
    const added: Link[] = []
    for (let start = 0; start < near.length; start += batchSize) added.push(...(await linksOf(em, near.slice(start, start + batchSize))))
    links.push(...added)
    near = [...new Set(added.flat())].filter((id) => !known.has(id))
    for (const id of near) known.add(id)
  }
  return links
}

/** Two columns and no entities: nearly every question about a person asks this first. */
async function linksOf(em: EntityManager, people: readonly Id<'person'>[]): Promise<readonly Link[]> {
  const found = await rowsOf(em, Person)
    .select(['id', 'continues'])
    .where('continues', 'is not', null)
    .where((row) => row.or([row('id', 'in', people), row('continues', 'in', people)]))
    .execute()
  return found.flatMap(({ id, continues }): readonly Link[] => (continues ? [[id, continues]] : []))
}

function reachedFrom(person: Id<'person'>, links: readonly Link[]): readonly Id<'person'>[] {
  const reached = new Set([person])
  // A set gives what is added to it on the way, too.
  for (const one of reached)
    for (const [record, continues] of links) {
      if (record === one) reached.add(continues)
      if (continues === one) reached.add(record)
    }
  return [...reached]
}

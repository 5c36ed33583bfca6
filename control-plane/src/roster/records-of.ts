import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from './person.entity.ts'

type Link = readonly [record: Id<'person'>, continues: Id<'person'>]

/**
 * Every record of the same human being for each of these, itself first: of this employment and of all before and after it, however often somebody
 * came back. What is said about one of them is said about all.
 */
export async function recordsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, readonly Id<'person'>[]>> {
  const links = await linksAround(em, people)
  return new Map(people.map((person) => [person, reachedFrom(person, links)]))
}

async function linksAround(em: EntityManager, people: readonly Id<'person'>[]): Promise<readonly Link[]> {
  const links: Link[] = []
  const known = new Set(people)
  for (let near = [...known]; near.length > 0; ) {
    const where = { continues: { $ne: null }, $or: [{ id: { $in: near } }, { continues: { $in: near } }] }
    const found = await em.find(Person, where, { fields: ['id', 'continues'], disableIdentityMap: true })
    const added = found.flatMap(({ id, continues }): readonly Link[] => (continues ? [[id, continues]] : []))
    links.push(...added)
    near = [...new Set(added.flat())].filter((id) => !known.has(id))
    for (const id of near) known.add(id)
  }
  return links
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

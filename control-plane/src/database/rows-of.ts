import type { EntityClass, EntityManager } from '@mikro-orm/sql'
import type { SelectQueryBuilder } from 'kysely'

/**
 * Reads of one entity's table by the names of its properties, as plain rows: for what is asked all the time and changed by nobody. An entity costs five
 * to ten times as much, and stays in the unit of work. Rows are what the database has: what is changed in the unit of work has to be flushed before.
 * SQLite binds no booleans: compare those in `sql`.
 */
export function rowsOf<Entity extends object>(
  em: EntityManager,
  entity: EntityClass<Entity>,
): SelectQueryBuilder<Record<string, Entity>, string, object> {
  const options = { tableNamingStrategy: 'entity', columnNamingStrategy: 'property', convertValues: true } as const
  return em.getKysely<Record<string, Entity>>(options).selectFrom(entity.name)
}

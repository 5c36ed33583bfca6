import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccessException } from './access-exception.entity.ts'

/** An exception in force: access outside the rules, or access of the rules that is withheld. */
export interface OpenException {
  readonly kind: 'grant' | 'withhold'
  readonly app: string
  /** Null: the account itself. */
  readonly entitlement: string | null
  readonly until: Date
}

/** The exceptions in force for each of these people at `at`; who has none is not in it. */
export async function openExceptionsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
  at: Date,
): Promise<ReadonlyMap<Id<'person'>, readonly OpenException[]>> {
  if (people.length === 0) return new Map()
  const where = { person: { $in: [...people] }, closedAt: null, until: { $gt: at } }
  const open = await em.find(AccessException, where, { orderBy: { createdAt: 'asc', id: 'asc' } })
  const exceptions = open.map(({ person, kind, app, entitlement, until }) => ({
    person,
    kind,
    app,
    entitlement: entitlement ?? null,
    until,
  }))
  return Map.groupBy(exceptions, ({ person }) => person)
}

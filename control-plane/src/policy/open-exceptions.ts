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
  const all = await exceptionsOf(em, people)
  const inForce = [...all].map(([person, some]) => [person, some.filter(({ until }) => at < until)] as const)
  return new Map(inForce.filter(([, some]) => some.length > 0))
}

/** Those that have ended too: what one gave is not a grant by hand, and is taken back once it is over. One closed early ended then. */
export async function exceptionsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, readonly OpenException[]>> {
  if (people.length === 0) return new Map()
  const found = await em.find(AccessException, { person: { $in: [...people] } }, { orderBy: { createdAt: 'asc', id: 'asc' } })
  const exceptions = found.map(({ person, kind, app, entitlement, until, closedAt }) => ({
    person,
    kind,
    app,
    entitlement: entitlement ?? null,
    until: closedAt ?? until,
  }))
  return Map.groupBy(exceptions, ({ person }) => person)
}

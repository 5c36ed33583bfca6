import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { PersonOrder } from '../orders/person-order.entity.ts'
import { AccessException } from '../policy/access-exception.entity.ts'
import { recordsOf } from '../roster/records-of.ts'
import { Case } from './case.entity.ts'

interface Wanted {
  readonly person: Id<'person'>
  /** As an approval names it: `app/entitlement`, or `*` for all of a plan. */
  readonly scope: readonly string[]
  readonly at: Date
}

/**
 * The members of whose doing a part of a plan follows: who opened the exceptions that grant it, and who lifted or gave the orders without which the
 * person would stay out. They asked for it, whatever route it takes, so they do not decide.
 */
export async function membersBehind(em: EntityManager, { person, scope, at }: Wanted): Promise<readonly Id<'member'>[]> {
  const opened = await em.find(AccessException, { person, kind: 'grant', closedAt: null, until: { $gt: at } })
  const granting = opened.filter(
    ({ app, entitlement }) => scope.includes('*') || scope.includes(entitlement == null ? app : `${app}/${entitlement}`),
  )
  const behind = [...granting.map(({ createdBy }) => createdBy), ...(await orderedBy(em, person))]
  return [...new Set(behind.flatMap((member) => member ?? []))].sort()
}

/** What was ordered before the person's last case was done has had its effect. */
async function orderedBy(em: EntityManager, person: Id<'person'>): Promise<readonly (Id<'member'> | null | undefined)[]> {
  const people = [...((await recordsOf(em, [person])).get(person) ?? [person])]
  const last = await em.findOne(Case, { person: { $in: people }, state: 'closed' }, { orderBy: { closedAt: 'desc' } })
  const since = last?.closedAt ?? new Date(0)
  const lifted = await em.find(PersonOrder, { person: { $in: people }, state: 'lifted', endedAt: { $gt: since } })
  const extended = await em.find(PersonOrder, { person: { $in: people }, state: 'active', kind: 'extension', activeAt: { $gt: since } })
  return [...lifted.map(({ endedBy }) => endedBy), ...extended.map(({ requestedBy }) => requestedBy)]
}

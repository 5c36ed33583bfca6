import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Person } from '../roster/person.entity.ts'
import { ApprovalRequest } from './approval-request.entity.ts'

/**
 * What somebody refused for these people as HR describes them now: `app`, `app/entitlement` or `*`. Not planned again until HR says something new of the
 * person. What only ran out of time is not refused: its case waits for a person.
 */
export async function refusedScopes(
  em: EntityManager,
  people: readonly Pick<Person, 'id' | 'factsDigest'>[],
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<string>>> {
  const now = new Map(people.map(({ id, factsDigest }) => [id, factsDigest]))
  if (now.size === 0) return new Map()
  const refused = await em.find(ApprovalRequest, { subject: { $in: [...now.keys()] }, state: 'refused' })
  const still = refused.filter(({ subject, factsDigest }) => now.get(subject) === factsDigest)
  const scopes = new Map<Id<'person'>, Set<string>>()
  for (const { subject, scope } of still) scopes.set(subject, new Set([...(scopes.get(subject) ?? []), ...scope]))
  return scopes
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { rowsOf } from '../database/rows-of.ts'
import { parsePolicy } from './parse-policy.ts'
import type { Policy } from './policy.ts'
import { PolicyVersion } from './policy-version.entity.ts'

export interface ActivePolicy {
  readonly id: Id<'policy'>
  readonly number: number
  readonly policy: Policy
}

export type FormerPolicy = Omit<ActivePolicy, 'id'>

/** The policy in force, compiled; undefined before the first one is saved. */
export async function activePolicy(em: EntityManager, organization: Id<'organization'>): Promise<ActivePolicy | undefined> {
  const version = await versionsIn(em, organization).where(sql<boolean>`active`).executeTakeFirst()
  if (version === undefined) return undefined
  return { id: version.id, number: version.number, policy: compiled(version) }
}

/** A version by what it says: a case goes on by the policy that it was planned by, whatever is in force since. */
export async function policyByDigest(em: EntityManager, organization: Id<'organization'>, digest: string): Promise<Policy | undefined> {
  const version = await versionsIn(em, organization).where('digest', '=', digest).orderBy('number', 'desc').limit(1).executeTakeFirst()
  return version === undefined ? undefined : compiled(version)
}

const mostFormer = 10

/** Versions that were in force before, newest first: what one of them gave came from policy, even where today's gives it to nobody. */
export async function formerPolicies(em: EntityManager, organization: Id<'organization'>): Promise<readonly FormerPolicy[]> {
  const found = await rowsOf(em, PolicyVersion)
    .select(['id', 'number', 'digest'])
    .where('organization', '=', organization)
    .where(sql<boolean>`not active`)
    .where('activatedAt', 'is not', null)
    .orderBy('number', 'desc')
    .limit(mostFormer)
    .execute()
  const missing = found.filter(({ digest }) => !cache.has(digest)).map(({ id }) => id)
  const read = missing.length === 0 ? [] : await versionsIn(em, organization).where('id', 'in', missing).execute()
  for (const version of read) compiled(version)
  return found.flatMap(({ number, digest }) => {
    const policy = cache.get(digest)
    return policy === undefined ? [] : [{ number, policy }]
  })
}

function versionsIn(em: EntityManager, organization: Id<'organization'>) {
  return rowsOf(em, PolicyVersion).select(['id', 'number', 'digest', 'document']).where('organization', '=', organization)
}

/** Versions never change, so what was compiled once stays right. */
const cache = new Map<string, Policy>()
const maxCached = 64

function compiled({ digest, document }: Pick<PolicyVersion, 'digest' | 'document'>): Policy {
  const policy = cache.get(digest) ?? parsePolicy(document)
  cache.delete(digest)
  cache.set(digest, policy)
  for (const oldest of cache.keys()) if (cache.size > maxCached) cache.delete(oldest)
  return policy
}

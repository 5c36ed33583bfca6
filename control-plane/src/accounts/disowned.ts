import type { EntityManager } from '@mikro-orm/sql'
import type { AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from './account.entity.ts'

/** That an account is this person's, or nobody's: what a job was made for. */
export interface Claim {
  readonly app: string
  readonly person?: Id<'person'> | null | undefined
  readonly account?: AccountQuery | null | undefined
}

/** Of these, whatever is about an account that is not that person's by now: somebody has linked it otherwise since. What follows from a link ends with it. */
export async function disowned<T extends Claim>(
  em: EntityManager,
  organization: Id<'organization'>,
  claims: readonly T[],
): Promise<ReadonlySet<T>> {
  const byApp = [...Map.groupBy(claims, ({ app }) => app)].map(([app, some]) => ({ app, nativeId: { $in: some.flatMap(nativeIdsOf) } }))
  const asked = byApp.filter(({ nativeId }) => nativeId.$in.length > 0)
  if (asked.length === 0) return new Set()
  const fields = ['app', 'nativeId', 'person'] as const
  const found = await em.find(AccountRecord, { organization, $or: asked }, { fields, disableIdentityMap: true })
  const owners = new Map(found.map(({ app, nativeId, person }) => [`${app} ${nativeId}`, person ?? null]))
  return new Set(
    claims.filter((claim) =>
      nativeIdsOf(claim).some((nativeId) => {
        const owner = owners.get(`${claim.app} ${nativeId}`)
        return owner !== undefined && owner !== (claim.person ?? null)
      }),
    ),
  )
}

function nativeIdsOf({ account }: Claim): readonly string[] {
  return account?.nativeId === undefined ? [] : [account.nativeId]
}

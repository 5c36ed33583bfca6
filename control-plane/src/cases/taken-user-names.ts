import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import { rowsOf } from '../database/rows-of.ts'
import { recordsOf } from '../roster/records-of.ts'
import { reservedFor } from '../roster/reserved-addresses.ts'

export interface WantedName {
  readonly app: string
  /** `userNameKey` of it. */
  readonly key: string
  readonly person: Id<'person'>
}

interface Question {
  readonly organization: Id<'organization'>
  readonly at: Date
  readonly names: readonly WantedName[]
}

/** One text per wanted name. */
export function wantedNameKey({ app, key, person }: WantedName): string {
  return `${person} ${app} ${key}`
}

/**
 * Of these names, those that are somebody else's (`wantedNameKey`): of an account in that app, disabled and deleted ones included, or reserved for
 * somebody who left. What a person had themselves never stands in their way, under whichever HR key they had it.
 */
export async function takenUserNames(em: EntityManager, { organization, at, names }: Question): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set()
  const owners = await ownersOf(em, organization, names)
  const reserved = await reservedFor(em, organization, { keys: names.map(({ key }) => key), at })
  const records = await recordsOf(em, [...new Set(names.map(({ person }) => person))])
  const taken = names.filter(({ app, key, person }) => {
    const own = new Set<string>(records.get(person))
    const holder = reserved.get(key)
    return [...(owners.get(`${app} ${key}`) ?? []), ...(holder === undefined ? [] : [holder])].some((one) => !own.has(one))
  })
  return new Set(taken.map(wantedNameKey))
}

/** By app and name: whose accounts bear it, by link or by our marker. */
async function ownersOf(
  em: EntityManager,
  organization: Id<'organization'>,
  names: readonly WantedName[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byApp = [...Map.groupBy(names, ({ app }) => app)]
  const rows = await rowsOf(em, AccountRecord)
    .select(['app', 'userNameKey', 'person', 'externalId'])
    .where('organization', '=', organization)
    .where((account) =>
      account.or(
        byApp.map(([app, some]) =>
          account.and([account('app', '=', app), account('userNameKey', 'in', [...new Set(some.map(({ key }) => key))])]),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  const owners = new Map<string, string[]>()
  for (const { app, userNameKey, person, externalId } of rows) {
    const name = `${app} ${userNameKey}`
    owners.set(name, [...(owners.get(name) ?? []), person ?? externalId ?? ''])
  }
  return owners
}

import type { AccountQuery } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import { equalsFilter } from './filter.ts'
import { isRefusedFilter } from './is-refused-filter.ts'
import { readPages } from './read-pages.ts'
import { type ScimUser, userSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { ScimSettings } from './settings.ts'

export interface UserSearch {
  readonly wire: ScimWire
  readonly settings: Pick<ScimSettings, 'pageSize' | 'scanUpTo'>
  readonly signal: AbortSignal
}

/**
 * The one user that a query names, or undefined when the service showed that there is none.
 * Ladder: native id → `externalId eq` → `userName eq` as given, then in lower case → every user, where the service is small. What comes back is
 * compared again here: some services ignore filters, some compare user names by case although RFC 7643 §4.1.1 says not to.
 * A user name finds neither an account whose native id we knew before (the name may be someone else's by now) nor one that bears another marker.
 */
export async function findUser(search: UserSearch, query: AccountQuery): Promise<ScimUser | undefined> {
  const known = query.nativeId === undefined ? undefined : await readUser(search, query.nativeId)
  if (known !== undefined) return known
  const marked = query.externalId === undefined ? noHits : await byFilter(search, 'externalId', query.externalId)
  if (marked.users.length > 0) return only(search, marked.users)
  const named = query.nativeId === undefined ? await byUserName(search, query.userName) : noHits
  const isSettled = marked.isConclusive || named.users.some((user) => isMarked(user, query))
  if (named.users.length > 0 && isSettled) return pick(search, named.users, query)
  const everyone = await everyUser(search)
  if (everyone === undefined && !named.isConclusive) throw cannotSearch(search)
  return pick(search, everyone ?? named.users, query)
}

interface Hits {
  readonly users: readonly ScimUser[]
  /** False when the service did not apply the filter, so that no hit says nothing. */
  readonly isConclusive: boolean
}

const noHits: Hits = { users: [], isConclusive: true }

async function readUser({ wire, signal }: UserSearch, id: string): Promise<ScimUser | undefined> {
  try {
    const user = await wire.read(`/Users/${encodeURIComponent(id)}`, userSchema, signal)
    if (user.id === id) return user
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'not_found') return undefined
    throw error
  }
  throw new ConnectorError('invalid', `${wire.host} answered with another user than the one asked for`, { code: 'wrong_resource' })
}

async function byUserName(search: UserSearch, userName: string): Promise<Hits> {
  const asGiven = await byFilter(search, 'userName', userName)
  const lower = userName.toLowerCase()
  return asGiven.users.length > 0 || !asGiven.isConclusive || lower === userName ? asGiven : byFilter(search, 'userName', lower)
}

async function byFilter({ wire, settings, signal }: UserSearch, attribute: 'externalId' | 'userName', value: string): Promise<Hits> {
  const matches = (user: ScimUser) => (attribute === 'externalId' ? user.externalId === value : isSameName(user.userName, value))
  const query = { path: '/Users' as const, schema: userSchema, filter: equalsFilter(attribute, value), pageSize: settings.pageSize }
  const users: ScimUser[] = []
  try {
    for await (const page of readPages(wire, query, signal)) {
      if (!page.resources.every(matches)) return { users: [], isConclusive: false }
      users.push(...page.resources)
    }
  } catch (error) {
    if (isRefusedFilter(error)) return { users: [], isConclusive: false }
    throw error
  }
  return { users, isConclusive: true }
}

/** Undefined when there are more than the settings allow to read. Reading the first page also proves that "not found" came from a working list. */
async function everyUser({ wire, settings, signal }: UserSearch): Promise<readonly ScimUser[] | undefined> {
  const users: ScimUser[] = []
  for await (const page of readPages(wire, { path: '/Users' as const, schema: userSchema, pageSize: settings.pageSize }, signal)) {
    if (page.total > settings.scanUpTo) return undefined
    users.push(...page.resources)
  }
  return users
}

function pick(search: UserSearch, users: readonly ScimUser[], query: AccountQuery): ScimUser | undefined {
  const marked = users.filter((user) => isMarked(user, query))
  if (marked.length > 0 || query.nativeId !== undefined) return only(search, marked)
  const named = only(
    search,
    users.filter((user) => isSameName(user.userName, query.userName)),
  )
  const isForeign = named?.externalId !== undefined && query.externalId !== undefined
  if (!isForeign) return named
  const message = `${search.wire.host}: the user name belongs to an account that bears another person's marker; link or rename it by hand`
  throw new ConnectorError('conflict', message, { code: 'held_by_another' })
}

function only({ wire }: UserSearch, users: readonly ScimUser[]): ScimUser | undefined {
  if (users.length < 2) return users[0]
  throw new ConnectorError('conflict', `${wire.host}: ${users.length} accounts match; decide by hand which one is meant`, {
    code: 'ambiguous',
  })
}

function isMarked(user: ScimUser, query: AccountQuery): boolean {
  return query.externalId !== undefined && user.externalId === query.externalId
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

function cannotSearch({ wire, settings }: UserSearch): ConnectorError {
  const message = `${wire.host} cannot be searched by user name and has more than ${settings.scanUpTo} users: raise scanUpTo in the settings`
  return new ConnectorError('unsupported', message, { code: 'cannot_search' })
}

import { ConnectorError } from '@rollcall/shared/failure'
import { equalsFilter } from './filter.ts'
import { isRefusedFilter } from './is-refused-filter.ts'
import { readPages } from './read-pages.ts'
import { groupSchema, type ScimGroup, type ScimUser, userSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { ScimSettings } from './settings.ts'

type Place = 'user' | 'filtered groups' | 'all groups' | 'nowhere'

/**
 * Which groups a user is in. Services answer that in `user.groups`, in a filter over the groups, or only in the groups themselves, and those that
 * do not implement one of them return an empty list rather than an error. So a way is used only after it found a membership that is known to exist.
 */
export class Memberships {
  readonly #wire: ScimWire
  readonly #settings: Pick<ScimSettings, 'pageSize' | 'entitlements'>
  #place: Place | undefined

  constructor(wire: ScimWire, settings: Pick<ScimSettings, 'pageSize' | 'entitlements'>) {
    this.#wire = wire
    this.#settings = settings
    this.#place = settings.entitlements === 'user' ? 'user' : settings.entitlements === 'none' ? 'nowhere' : undefined
  }

  async place(signal: AbortSignal): Promise<Place> {
    this.#place ??= await this.#discover(signal)
    return this.#place
  }

  async ofUser(user: ScimUser, signal: AbortSignal): Promise<readonly string[]> {
    const place = await this.place(signal)
    if (place === 'nowhere') return []
    if (place === 'user') return namesOf(user)
    const groups = await this.#groups(place === 'all groups' ? undefined : memberFilter(user.id), signal)
    return groups.filter((group) => holds(group, user.id)).map((group) => group.displayName)
  }

  /** Reads every group once, and answers for any user from that. Lists of users may leave `groups` out, so they are asked only when told to. */
  async forListing(signal: AbortSignal): Promise<(user: ScimUser) => readonly string[]> {
    if (this.#settings.entitlements === 'none') return () => []
    if (this.#settings.entitlements === 'user') return namesOf
    const held = new Map<string, string[]>()
    for (const group of await this.#groups(undefined, signal))
      for (const { value } of members(group)) held.set(value, [...(held.get(value) ?? []), group.displayName])
    return (user) => held.get(user.id) ?? []
  }

  async #groups(filter: string | undefined, signal: AbortSignal): Promise<readonly ScimGroup[]> {
    const query = {
      path: '/Groups' as const,
      schema: groupSchema,
      pageSize: this.#settings.pageSize,
      ...(filter === undefined ? {} : { filter }),
    }
    const groups: ScimGroup[] = []
    for await (const page of readPages(this.#wire, query, signal)) groups.push(...page.resources)
    return groups
  }

  async #discover(signal: AbortSignal): Promise<Place> {
    const known = await this.#knownMembership(signal)
    if (known === undefined) return 'all groups'
    if (this.#settings.entitlements === 'discover' && (await this.#userShows(known, signal))) return 'user'
    return (await this.#filterFinds(known, signal)) ? 'filtered groups' : 'all groups'
  }

  /** Some membership from the first page of groups, to test the other ways with. */
  async #knownMembership(signal: AbortSignal): Promise<Membership | undefined> {
    const query = { path: '/Groups' as const, schema: groupSchema, pageSize: this.#settings.pageSize }
    for await (const page of readPages(this.#wire, query, signal)) {
      for (const group of page.resources) {
        const member = members(group)[0]
        if (member !== undefined) return { group, member: member.value }
      }
      return undefined
    }
    return undefined
  }

  async #userShows({ group, member }: Membership, signal: AbortSignal): Promise<boolean> {
    try {
      const user = await this.#wire.read(`/Users/${encodeURIComponent(member)}`, userSchema, signal)
      return directGroups(user).some((entry) => entry.value === group.id && entry.display === group.displayName)
    } catch (error) {
      // A group may list a member that is gone.
      if (error instanceof ConnectorError && error.kind === 'not_found') return false
      throw error
    }
  }

  async #filterFinds({ group, member }: Membership, signal: AbortSignal): Promise<boolean> {
    try {
      const found = await this.#groups(memberFilter(member), signal)
      return found.some(({ id }) => id === group.id) && found.every((one) => one.id !== group.id || holds(one, member))
    } catch (error) {
      if (isRefusedFilter(error)) return false
      throw error
    }
  }
}

interface Membership {
  readonly group: ScimGroup
  readonly member: string
}

function memberFilter(id: string): string {
  return equalsFilter('members.value', id)
}

function holds(group: ScimGroup, id: string): boolean {
  return members(group).some((member) => member.value === id)
}

/** Users only: a group inside a group is not ours to judge. */
function members(group: ScimGroup) {
  return (group.members ?? []).filter((member) => member.type?.toLowerCase() !== 'group')
}

function namesOf(user: ScimUser): readonly string[] {
  return directGroups(user).flatMap((group) => group.display ?? [])
}

/** An indirect membership comes from another group, and cannot be granted or revoked here. */
function directGroups(user: ScimUser) {
  return (user.groups ?? []).filter((group) => group.type?.toLowerCase() !== 'indirect')
}

import { ConnectorError } from '@rollcall/shared/failure'
import { equalsFilter } from './filter.ts'
import { isRefusedFilter } from './is-refused-filter.ts'
import { readPages } from './read-pages.ts'
import { groupSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'

/** Native ids of groups by their exact display name, remembered for the life of a connection. */
export class GroupIds {
  readonly #wire: ScimWire
  readonly #pageSize: number
  readonly #ids = new Map<string, string>()

  constructor(wire: ScimWire, pageSize: number) {
    this.#wire = wire
    this.#pageSize = pageSize
  }

  /** @throws ConnectorError `not_found` when no group has the name, `conflict` when several do */
  async of(displayName: string, signal: AbortSignal): Promise<string> {
    const known = this.#ids.get(displayName)
    if (known !== undefined) return known
    const filtered = await this.#search(displayName, equalsFilter('displayName', displayName), signal)
    const [id, ...others] = filtered.length > 0 ? filtered : await this.#search(displayName, undefined, signal)
    if (id === undefined) throw failure(this.#wire.host, 'not_found')
    if (others.length > 0) throw failure(this.#wire.host, 'conflict')
    this.#ids.set(displayName, id)
    return id
  }

  forget(displayName: string): void {
    this.#ids.delete(displayName)
  }

  async #search(displayName: string, filter: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const query = { path: '/Groups' as const, schema: groupSchema, pageSize: this.#pageSize, ...(filter === undefined ? {} : { filter }) }
    const ids: string[] = []
    try {
      for await (const page of readPages(this.#wire, query, signal))
        for (const group of page.resources) if (group.displayName === displayName) ids.push(group.id)
    } catch (error) {
      if (filter === undefined || !isRefusedFilter(error)) throw error
    }
    return ids
  }
}

function failure(host: string, kind: 'not_found' | 'conflict'): ConnectorError {
  if (kind === 'not_found')
    return new ConnectorError(kind, `${host} has no group of that name: create it in the app, or correct the policy`, { code: 'no_group' })
  return new ConnectorError(kind, `${host} has several groups of that name: rename all but one`, { code: 'ambiguous_group' })
}

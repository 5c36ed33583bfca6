import { ConnectorError } from '@rollcall/shared/failure'
import { listSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'

export interface ListQuery {
  readonly path: '/Users' | '/Groups'
  readonly startIndex: number
  readonly count: number
  readonly filter?: string
}

/** One page, resources unparsed. Without a filter, "not found" means that the endpoint is not there, which says nothing about any resource. */
export async function readList(wire: ScimWire, { path, startIndex, count, filter }: ListQuery, signal: AbortSignal) {
  const query = filter === undefined ? '' : `filter=${encodeURIComponent(filter)}&`
  try {
    return await wire.read(`${path}?${query}startIndex=${startIndex}&count=${count}`, listSchema, signal)
  } catch (error) {
    const isEndpointMissing = filter === undefined && error instanceof ConnectorError && error.kind === 'not_found'
    throw isEndpointMissing ? missing(path, wire.host) : error
  }
}

function missing(path: ListQuery['path'], host: string): ConnectorError {
  if (path === '/Users') return new ConnectorError('invalid', `${host} has no /Users here: correct the base URL`, { code: 'no_users' })
  return new ConnectorError('unsupported', `${host} has no /Groups: if it has no groups at all, set entitlements to "none"`, {
    code: 'no_groups',
  })
}

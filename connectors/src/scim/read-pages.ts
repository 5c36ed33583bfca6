import { ConnectorError } from '@rollcall/shared/failure'
import type { z } from 'zod'
import { readList } from './read-list.ts'
import type { ScimWire } from './scim-wire.ts'

export interface PageQuery<T extends { readonly id: string }> {
  readonly path: '/Users' | '/Groups'
  readonly schema: z.ZodType<T>
  readonly filter?: string
  readonly pageSize: number
}

export interface Page<T> {
  readonly resources: readonly T[]
  readonly total: number
}

const mostPages = 10_000

/**
 * Every page of a listing, in order. It is complete or it throws: a listing that ends early makes people look removed.
 * The next page starts after what came, not after what was asked for, since services cap pages as they like (RFC 7644 §3.4.2.4).
 */
export async function* readPages<T extends { readonly id: string }>(
  wire: ScimWire,
  query: PageQuery<T>,
  signal: AbortSignal,
): AsyncIterable<Page<T>> {
  const seen = new Set<string>()
  let total: number | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await readPage(wire, { ...query, startIndex: seen.size + 1 }, signal)
    if (total !== undefined && page.total !== total) throw broken(wire, 'list_changed')
    total = page.total
    for (const { id } of page.resources) {
      if (seen.has(id)) throw broken(wire, 'list_repeats')
      seen.add(id)
    }
    if (seen.size > total) throw broken(wire, 'list_too_long')
    if (page.resources.length === 0 && seen.size < total) throw broken(wire, 'list_short')
    yield page
    if (seen.size === total) return
  }
  throw broken(wire, 'list_endless')
}

async function readPage<T extends { readonly id: string }>(
  wire: ScimWire,
  { path, schema, filter, pageSize, startIndex }: PageQuery<T> & { readonly startIndex: number },
  signal: AbortSignal,
): Promise<Page<T>> {
  const list = await readList(wire, { path, startIndex, count: pageSize, ...(filter === undefined ? {} : { filter }) }, signal)
  const resources = (list.Resources ?? []).map((resource) => parseResource(wire, schema, resource))
  for (const resource of resources) wire.noteVersion(resource, `${path}/${encodeURIComponent(resource.id)}`)
  return { resources, total: list.totalResults }
}

function parseResource<T>(wire: ScimWire, schema: z.ZodType<T>, resource: unknown): T {
  const parsed = schema.safeParse(resource)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new ConnectorError('invalid', `${wire.host} lists a resource that is not SCIM at "${where}"`, { code: 'shape' })
}

type Break = 'list_changed' | 'list_repeats' | 'list_too_long' | 'list_short' | 'list_endless'

const sentences: Record<Break, string> = {
  list_changed: 'the listing changed while it was read; it will be read again',
  list_repeats: 'the listing shows a resource twice, so its pages cannot be trusted',
  list_too_long: 'the listing holds more than it announced',
  list_short: 'the listing ended before everything announced had come',
  list_endless: `the listing has more than ${mostPages} pages`,
}

/** A listing that moved is worth another try at once; one that contradicts itself is not. */
function broken(wire: ScimWire, code: Break): ConnectorError {
  return new ConnectorError(
    code === 'list_changed' || code === 'list_repeats' ? 'unavailable' : 'invalid',
    `${wire.host}: ${sentences[code]}`,
    { code },
  )
}

import { ConnectorError } from '@rollcall/shared/failure'
import { z } from 'zod'
import type { Operation } from './profile-changes.ts'
import { patchUrn } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { UpdateStyle } from './update-style.ts'

export interface ResourceChange<Resource extends object> {
  readonly path: string
  readonly schema: z.ZodType<Resource>
  /** True when the operations depend on what is there. */
  readonly readsFirst?: boolean
  operations(current: Resource | undefined): readonly Operation[]
  replacement(current: Resource): Resource
}

/** Changes one resource the way the service offers. When someone else was faster (412), it is read again and tried once more. */
export async function changeResource<Resource extends object>(
  { wire, style }: { readonly wire: ScimWire; readonly style: UpdateStyle },
  change: ResourceChange<Resource>,
  signal: AbortSignal,
): Promise<void> {
  const attempt = async (isFresh: boolean) => {
    const send = (await style.of(signal)) === 'put' ? put : patch
    await send(wire, { ...change, readsFirst: isFresh || change.readsFirst === true }, signal)
  }
  try {
    await attempt(false)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const isWorthAnother = error.code === 'precondition' || (isMethodRefused(error) && style.fallBackToPut())
    if (!isWorthAnother) throw error
    await attempt(true)
  }
}

function isMethodRefused({ code }: ConnectorError): boolean {
  return code === 'http_405' || code === 'http_501'
}

async function patch<Resource extends object>(wire: ScimWire, change: ResourceChange<Resource>, signal: AbortSignal): Promise<void> {
  const needsRead = change.readsFirst === true || wire.lacksVersion(change.path)
  const current = needsRead ? await wire.read(change.path, change.schema, signal) : undefined
  const body = { schemas: [patchUrn], Operations: change.operations(current) }
  await wire.change({ method: 'PATCH', path: change.path, body }, signal)
}

/** A PUT replaces everything (RFC 7644 §3.5.1), so it starts from what is there now; what only the service writes is left out. */
async function put<Resource extends object>(wire: ScimWire, change: ResourceChange<Resource>, signal: AbortSignal): Promise<void> {
  const current = await wire.read(change.path, change.schema, signal)
  const { meta, groups, ...body } = z.looseObject({}).parse(change.replacement(current))
  await wire.change({ method: 'PUT', path: change.path, body }, signal)
}

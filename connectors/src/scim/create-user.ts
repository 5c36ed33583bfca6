import { ConnectorError } from '@rollcall/shared/failure'
import { z } from 'zod'
import { type NewUser, toNewUser } from './profile-changes.ts'
import type { ScimWire } from './scim-wire.ts'

const createdSchema = z.looseObject({ id: z.string().min(1) })

/**
 * @throws ConnectorError `conflict` with code `uniqueness` when the name is taken: whether by our own earlier attempt is for the caller to read;
 * `invalid` with code `no_id` when the service claims success without naming what it created (scimgateway does so for a name that is taken).
 */
export async function createUser(wire: ScimWire, user: NewUser, signal: AbortSignal): Promise<void> {
  const created = createdSchema.safeParse(await wire.change({ method: 'POST', path: '/Users', body: toNewUser(user) }, signal))
  if (!created.success)
    throw new ConnectorError('invalid', `${wire.host} claims to have created an account but names none`, { code: 'no_id' })
  wire.noteVersion(created.data, `/Users/${encodeURIComponent(created.data.id)}`)
}

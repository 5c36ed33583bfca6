import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { findVersion } from './find-version.ts'
import { type VersionState, versionState } from './list-versions.ts'
import { PolicyVersion } from './policy-version.entity.ts'

export interface ShownVersion {
  readonly number: number
  readonly digest: string
  readonly state: VersionState
  readonly document: string
}

/** One version with its text; the one in force unless a number is given. @throws PolicyVersionError */
export async function showVersion(
  { database }: Pick<Ports, 'database'>,
  { organization, version }: { readonly organization: Id<'organization'>; readonly version?: number | undefined },
): Promise<ShownVersion | null> {
  return database.read(async (em) => {
    const active = await em.findOne(PolicyVersion, { organization, active: true })
    const found = version === undefined ? active : await findVersion(em, { organization, version })
    if (found === null) return null
    return { number: found.number, digest: found.digest, state: versionState(found, active?.id ?? null), document: found.document }
  })
}

import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { PolicyVersion } from './policy-version.entity.ts'

/** `overtaken`: a draft on top of a version that is not in force any more. */
export type VersionState = 'draft' | 'overtaken' | 'active' | 'replaced'

export interface ListedVersion {
  readonly number: number
  readonly digest: string
  readonly state: VersionState
  readonly createdBy: Id<'member'>
  readonly createdAt: Date
  readonly approvedBy: readonly Id<'member'>[]
  readonly activatedAt: Date | null
}

const mostListed = 200

/** The latest versions without their texts, the newest first. */
export async function listVersions(
  { database }: Pick<Ports, 'database'>,
  organization: Id<'organization'>,
): Promise<readonly ListedVersion[]> {
  const versions = await database.read((em) => em.find(PolicyVersion, { organization }, { orderBy: { number: 'desc' }, limit: mostListed }))
  const active = versions.find((version) => version.active)?.id ?? null
  return versions.map((version) => ({
    number: version.number,
    digest: version.digest,
    state: versionState(version, active),
    createdBy: version.createdBy,
    createdAt: version.createdAt,
    approvedBy: version.approvedBy.map(({ member }) => member),
    activatedAt: version.activatedAt ?? null,
  }))
}

export function versionState(
  { active: isActive, activatedAt, basedOn }: Pick<PolicyVersion, 'active' | 'activatedAt' | 'basedOn'>,
  active: Id<'policy'> | null,
): VersionState {
  if (isActive) return 'active'
  if (activatedAt != null) return 'replaced'
  return (basedOn ?? null) === active ? 'draft' : 'overtaken'
}

import type { Id } from '@rollcall/shared/ids'
import { Member } from '../organizations/member.entity.ts'
import type { Ports } from '../ports.ts'
import { PolicyVersion } from './policy-version.entity.ts'

/** `overtaken`: a draft on top of a version that is not in force any more. */
export type VersionState = 'draft' | 'overtaken' | 'active' | 'replaced'

export interface ListedVersion {
  readonly number: number
  readonly digest: string
  readonly state: VersionState
  readonly createdBy: Id<'member'>
  readonly author: string
  readonly createdAt: Date
  readonly approvedBy: readonly Id<'member'>[]
  readonly approvers: readonly string[]
  readonly activatedAt: Date | null
}

const mostListed = 200

/** The latest versions without their texts, the newest first. */
export async function listVersions(
  { database }: Pick<Ports, 'database'>,
  organization: Id<'organization'>,
): Promise<readonly ListedVersion[]> {
  const { versions, members } = await database.read(async (em) => ({
    versions: await em.find(PolicyVersion, { organization }, { orderBy: { number: 'desc' }, limit: mostListed }),
    members: await em.find(Member, { organization }),
  }))
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const active = versions.find((version) => version.active)?.id ?? null
  return versions.map((version) => ({
    number: version.number,
    digest: version.digest,
    state: versionState(version, active),
    createdBy: version.createdBy,
    author: names.get(version.createdBy) ?? version.createdBy,
    createdAt: version.createdAt,
    approvedBy: version.approvedBy.map(({ member }) => member),
    approvers: version.approvedBy.map(({ member }) => names.get(member) ?? member),
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

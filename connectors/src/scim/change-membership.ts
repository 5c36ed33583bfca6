import { ConnectorError } from '@rollcall/shared/failure'
import { changeResource } from './change-resource.ts'
import { equalsFilter } from './filter.ts'
import type { GroupIds } from './group-ids.ts'
import type { Operation } from './profile-changes.ts'
import { groupSchema, type ScimGroup } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { UpdateStyle } from './update-style.ts'

export interface MembershipTools {
  readonly wire: ScimWire
  readonly style: UpdateStyle
  readonly groupIds: GroupIds
}

/** `group` is a display name, `member` the native id of a user. */
export interface MembershipChange {
  readonly kind: 'add' | 'remove'
  readonly group: string
  readonly member: string
}

/** Puts one user into one group, or takes them out. */
export async function changeMembership(tools: MembershipTools, change: MembershipChange, signal: AbortSignal): Promise<void> {
  const id = await tools.groupIds.of(change.group, signal)
  const resource = {
    path: `/Groups/${encodeURIComponent(id)}`,
    schema: groupSchema,
    operations: () => [operation(change)],
    replacement: (current: ScimGroup) => ({ ...current, members: membersAfter(current, change) }),
  }
  try {
    await changeResource(tools, resource, signal)
  } catch (error) {
    // The group may have been deleted and made anew under its name: look it up again next time.
    if (error instanceof ConnectorError && error.kind === 'not_found') tools.groupIds.forget(change.group)
    throw error
  }
}

/** Removal names the one member in its path. A `remove` of `members` with a list as its value emptied whole groups at one vendor (Segment). */
function operation({ kind, member }: MembershipChange): Operation {
  if (kind === 'add') return { op: 'add', path: 'members', value: [{ value: member }] }
  return { op: 'remove', path: `members[${equalsFilter('value', member)}]` }
}

function membersAfter(group: ScimGroup, { kind, member }: MembershipChange): NonNullable<ScimGroup['members']> {
  const others = (group.members ?? []).filter(({ value }) => value !== member)
  return kind === 'add' ? [...others, { value: member, type: 'User' }] : others
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { ApprovalRequest } from './approval-request.entity.ts'
import { findApprovers, findFallback } from './find-approvers.ts'
import { tellOfNobody } from './tell-approvers.ts'

/** Asks those who may decide now, where HR has named another manager or somebody has been linked since. What was said already stays said. */
export async function rerouteApprovals(em: EntityManager, person: Id<'person'>, moment: Moment): Promise<void> {
  for (const request of await em.find(ApprovalRequest, { subject: person, state: 'pending' }, { orderBy: { id: 'asc' } })) {
    const approvers = await approversNow(em, request, moment.at)
    if (isSame(approvers, request.approvers)) continue
    request.approvers = approvers
    if (approvers.length < request.needed) await tellOfNobody(em, request, moment)
  }
}

/** Whether `rerouteApprovals` would change it. */
export async function isMisrouted(em: EntityManager, request: ApprovalRequest, at: Date): Promise<boolean> {
  return !isSame(await approversNow(em, request, at), request.approvers)
}

/** Unchanged where there is no policy to say who stands in. */
async function approversNow(em: EntityManager, request: ApprovalRequest, at: Date): Promise<readonly Id<'member'>[]> {
  const person = await em.findOneOrFail(Person, { id: request.subject })
  const active = await activePolicy(em, request.organization)
  if (active === undefined) return request.approvers
  const { route, owner, requestedBy, escalatedAt } = request
  const search = { person, requestedBy, settings: active.policy.approvals, at }
  const { approvers } = await findApprovers(em, { ...search, route, owner: owner ?? null })
  const more = escalatedAt == null ? [] : await findFallback(em, search)
  return [...new Set([...approvers, ...more])].sort()
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id))
}

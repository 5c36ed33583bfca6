import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Case } from '../cases/case.entity.ts'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { PlannedApproval } from '../planning/plan.ts'
import type { ApprovalSettings } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import { requestedEntry } from './approval-entries.ts'
import { ApprovalRequest } from './approval-request.entity.ts'
import { findApprovers } from './find-approvers.ts'
import { tellOfNobody } from './tell-approvers.ts'

export interface WantedApproval {
  readonly lifecycle: Pick<Case, 'id' | 'organization' | 'saltedPlanHash'>
  readonly person: Pick<Person, 'id' | 'organization' | 'source' | 'facts' | 'factsDigest'>
  readonly need: PlannedApproval
  /** `effectDigest` of each job that it is about. */
  readonly effects: readonly string[]
  /** Who asks for it; nobody: a rule does. */
  readonly requestedBy: readonly Id<'member'>[]
  readonly settings: ApprovalSettings
}

const hourMs = 3_600_000

/**
 * Asks those who may agree to a part of a plan, and says so in the ledger, inside the caller's transaction and after the case's own first entries.
 * Where nobody may agree it stays pending all the same, and a notice says so: nothing is ever agreed to by nobody.
 */
export async function requestApproval(em: EntityManager, wanted: WantedApproval, moment: Moment): Promise<ApprovalRequest> {
  const { lifecycle, person, need, effects, requestedBy, settings } = wanted
  const asked = { person, requestedBy, route: need.route, owner: need.owner, settings, at: moment.at }
  const { approvers, needed } = await findApprovers(em, asked)
  const request = em.create(ApprovalRequest, {
    id: toId('approval', moment.random(16)),
    organization: lifecycle.organization,
    case: lifecycle.id,
    subject: person.id,
    requestedBy: [...requestedBy],
    planHash: lifecycle.saltedPlanHash,
    effects: [...effects],
    scope: [...need.scope],
    factsDigest: person.factsDigest,
    route: need.route,
    owner: need.owner,
    approvers,
    needed,
    state: 'pending',
    createdAt: moment.at,
    escalateAt: new Date(moment.at.getTime() + settings.escalateAfterHours * hourMs),
    escalatedAt: null,
    expiresAt: new Date(moment.at.getTime() + settings.expireAfterDays * 24 * hourMs),
    decidedAt: null,
  })
  await appendEntries(em, lifecycle.organization, [requestedEntry(request)], moment)
  if (approvers.length < needed) await tellOfNobody(em, request, moment)
  return request
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { escalatedEntry } from './approval-entries.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'
import { findFallback } from './find-approvers.ts'
import { tellOfEscalation } from './tell-approvers.ts'

/** Nobody answered for long: whoever stands in is asked too, and everybody who is asked is told. */
export async function escalateApproval(em: EntityManager, request: ApprovalRequest, moment: Moment): Promise<void> {
  const person = await em.findOneOrFail(Person, { id: request.subject })
  const settings = (await activePolicy(em, request.organization))?.policy.approvals ?? { fallback: [] }
  const more = await findFallback(em, { person, requestedBy: request.requestedBy, settings, at: moment.at })
  request.approvers = [...new Set([...request.approvers, ...more])].sort()
  request.escalatedAt = moment.at
  await appendEntries(em, request.organization, [escalatedEntry(request)], moment)
  await tellOfEscalation(em, request, moment)
}

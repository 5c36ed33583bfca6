import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { runLoop } from '../database/loop.ts'
import { rowsOf } from '../database/rows-of.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { membersOut } from '../organizations/members-out.ts'
import type { Ports } from '../ports.ts'
import { ApprovalRequest } from './approval-request.entity.ts'
import { escalateApproval } from './escalate-approval.ts'
import { expireApproval } from './expire-approval.ts'
import { isMisrouted, rerouteApprovals } from './reroute-approvals.ts'

const batch = 100
const everyMs = 60_000

/** What time does to requests: others are asked too, at last nobody is, and who is asked follows HR. */
export class ApprovalClock {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  start(signal: AbortSignal): Promise<void> {
    const { wakeUps, log, now } = this.#ports
    return runLoop({ name: 'approvals', topic: 'clock', everyMs, wakeUps, log, now, tick: (at) => this.tick(at) }, signal)
  }

  /** One look; true when there may be more at once. */
  async tick(at: Date): Promise<boolean> {
    const { database, random, wakeUps } = this.#ports
    const due = await database.read((em) => dueAt(em, at).orderBy('escalateAt').orderBy('id').limit(batch).execute())
    for (const { id, organization } of due) await database.transact((em) => settle(em, { id, organization }, { at, random }))
    for (const { subject, organization } of await database.read((em) => findMisrouted(em, at)))
      await database.transact(async (em) => {
        await lockLedger(em, organization)
        await rerouteApprovals(em, subject, { at, random })
      })
    if (due.length > 0) for (const topic of ['planning', 'dispatch'] as const) wakeUps.notify(topic)
    return due.length === batch
  }
}

function dueAt(em: EntityManager, at: Date) {
  return rowsOf(em, ApprovalRequest)
    .select(['id', 'organization'])
    .where('state', '=', 'pending')
    .where((request) =>
      request.or([request.and([request('escalatedAt', 'is', null), request('escalateAt', '<=', at)]), request('expiresAt', '<=', at)]),
    )
}

/** Looked at again under the lock: somebody may have answered meanwhile. */
async function settle(
  em: EntityManager,
  { id, organization }: { id: Id<'approval'>; organization: Id<'organization'> },
  moment: Moment,
): Promise<void> {
  await lockLedger(em, organization)
  if ((await dueAt(em, moment.at).where('id', '=', id).execute()).length === 0) return
  const request = await em.findOneOrFail(ApprovalRequest, { id })
  if (request.expiresAt <= moment.at) await expireApproval(em, request, moment)
  else await escalateApproval(em, request, moment)
}

/** Only those whose approvers can change by themselves: HR names managers, an approver leaves, and where nobody may decide somebody may be made a member. */
async function findMisrouted(em: EntityManager, at: Date): Promise<readonly ApprovalRequest[]> {
  const pending = await em.find(ApprovalRequest, { state: 'pending' })
  const misrouted: ApprovalRequest[] = []
  const out = new Set<Id<'member'>>()
  for (const organization of new Set(pending.map((request) => request.organization)))
    for (const member of await membersOut(em, organization, at)) out.add(member)
  for (const request of pending) {
    const { route, approvers, needed } = request
    const canChange = route === 'manager' || approvers.length < needed || approvers.some((member) => out.has(member))
    if (canChange && (await isMisrouted(em, request, at))) misrouted.push(request)
  }
  return misrouted
}

import type { EntityManager } from '@mikro-orm/sql'
import { effectDigest, type SignedApproval } from '@rollcall/shared/approval'
import { continueCase } from '../cases/continue-case.ts'
import type { Moment } from '../cases/moment.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { ApproverKey } from '../organizations/approver-key.entity.ts'
import { approverKeysOf } from '../organizations/approver-keys-of.ts'
import { relyingParty } from '../organizations/relying-party.ts'
import type { Ports } from '../ports.ts'
import { about } from './approval-entries.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'
import { ApprovalVote } from './approval-vote.entity.ts'
import { checkSignature, counterOf } from './check-signature.ts'
import { type TakenRequest, takeRequest, type Voter } from './take-request.ts'

export interface VoteCommand extends Voter {
  readonly decision: 'approved' | 'refused'
  /** For people; it never enters the ledger. */
  readonly reason?: string | undefined
  readonly signed?: SignedApproval | undefined
}

export interface VoteOutcome {
  readonly state: ApprovalRequest['state']
  /** Votes that are still missing. */
  readonly missing: number
}

/** Counts one member's yes or no. Enough of the one let the jobs go, the first of the other takes them back. @throws ApprovalError */
export async function voteOnApproval(ports: Ports & { readonly publicUrl: string }, command: VoteCommand): Promise<VoteOutcome> {
  const moment = { at: ports.now(), random: ports.random }
  const outcome = await ports.database.transact(async (em) => {
    await lockLedger(em, command.organization)
    const taken = await takeRequest(em, command, moment.at)
    const key = await signingKey(em, { ...command, request: taken.request, publicUrl: ports.publicUrl, at: moment.at })
    return count(em, { ...command, ...taken, key }, moment)
  })
  for (const topic of ['planning', 'dispatch'] as const) ports.wakeUps.notify(topic)
  return outcome
}

type Signed = VoteCommand & { readonly request: ApprovalRequest; readonly publicUrl: string; readonly at: Date }

async function signingKey(em: EntityManager, { by: member, publicUrl, ...vote }: Signed): Promise<ApproverKey | undefined> {
  const keys = await approverKeysOf(em, member)
  const site = keys.some(({ kind }) => kind === 'passkey') ? relyingParty(publicUrl) : undefined
  const { request, decision, signed, at } = vote
  const key = checkSignature({ request, member, decision, signed, keys, site, at })
  if (key !== undefined && signed !== undefined) key.counter = counterOf(signed)
  return key
}

type Counted = VoteCommand & TakenRequest & { readonly key: ApproverKey | undefined }

async function count(em: EntityManager, vote: Counted, moment: Moment): Promise<VoteOutcome> {
  const { request, votes, decision, reason, signed, by: member } = vote
  em.create(ApprovalVote, { approval: request.id, member, decision, reason: reason ?? null, signed: signed ?? null, at: moment.at })
  await appendEntries(em, request.organization, [votedEntry(vote)], moment)
  const yes = votes.length + 1
  if (decision === 'approved' && yes < request.needed) return { state: 'pending', missing: request.needed - yes }
  request.state = decision
  request.decidedAt = moment.at
  const all = [...votes.map((one) => one.signed), signed].filter((one) => one != null)
  await continueCase(em, request.case, moment)
  if (decision === 'approved') await showToAgents(em, request, all)
  return { state: decision, missing: 0 }
}

/** What people signed goes with the jobs that it covers, also with those that were only made now: an agent believes people rather than us. */
async function showToAgents(em: EntityManager, request: ApprovalRequest, signed: readonly SignedApproval[]): Promise<void> {
  await em.flush()
  for (const job of await em.find(JobRecord, { case: request.case, state: { $in: ['waiting', 'queued'] } })) {
    const { app, person, account, steps } = job
    if (person == null || account == null || !request.effects.includes(effectDigest({ app, person, account, steps }))) continue
    job.approvals = [...job.approvals, ...signed]
  }
}

function votedEntry({ request, decision, by: member, key }: Counted): EntryDraft {
  if (decision === 'refused') return { t: 'approval.refused', ...about(request), res: 'refused', member }
  const signature = key === undefined ? { signed: 'none' as const } : { signed: key.kind, key: key.id }
  return { t: 'approval.given', ...about(request), plan: request.planHash, member, ...signature }
}

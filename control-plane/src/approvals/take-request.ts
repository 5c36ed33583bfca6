import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { isSameHuman } from '../organizations/is-same-human.ts'
import { Member } from '../organizations/member.entity.ts'
import { membersOut } from '../organizations/members-out.ts'
import { ApprovalError } from './approval-error.ts'
import { ApprovalRequest } from './approval-request.entity.ts'
import { ApprovalVote } from './approval-vote.entity.ts'
import { barOf, isBarred } from './find-approvers.ts'

export interface Voter {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly approval: Id<'approval'>
}

export interface TakenRequest {
  readonly request: ApprovalRequest
  /** Votes so far. */
  readonly votes: readonly ApprovalVote[]
}

/** The request, for a member who may say yes or no to it at this moment. @throws ApprovalError */
export async function takeRequest(em: EntityManager, { organization, by, approval }: Voter, at: Date): Promise<TakenRequest> {
  const request = await em.findOne(ApprovalRequest, { id: approval, organization })
  if (request === null) throw new ApprovalError('not_found', `there is no request ${approval} in this organization`)
  if (request.state !== 'pending') throw new ApprovalError('wrong_state', `this request is ${request.state} already`)
  if (request.expiresAt <= at) throw new ApprovalError('wrong_state', 'nobody answered this request in time')
  const votes = await em.find(ApprovalVote, { approval })
  await checkVoter(em, { request, votes, by }, at)
  return { request, votes }
}

interface Voting extends TakenRequest {
  readonly by: Id<'member'>
}

/** Asked again at the vote: since the request somebody may have been linked to the person whom it is about. */
async function checkVoter(em: EntityManager, { request, votes, by }: Voting, at: Date): Promise<void> {
  const member = await em.findOneOrFail(Member, { id: by, organization: request.organization })
  if (isBarred(member, await barOf(em, request.subject, request.requestedBy)))
    throw new ApprovalError('barred', 'nobody decides on what is about themselves, or on what they asked for')
  if ((await membersOut(em, request.organization, at)).has(by))
    throw new ApprovalError('barred', 'nobody decides whose own access is over or held')
  if (!request.approvers.includes(by)) throw new ApprovalError('not_asked', 'this request is for others to decide')
  if (votes.some((vote) => vote.member === by)) throw new ApprovalError('voted', 'you have decided on this already')
  const others = votes.map((vote) => vote.member)
  if (await isSameHuman(em, by, others)) throw new ApprovalError('voted', 'you have decided on this already, as another member')
}

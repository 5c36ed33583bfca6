import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Case } from '../cases/case.entity.ts'
import type { Database } from '../database/database.ts'
import { Member } from '../organizations/member.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { ApprovalError } from './approval-error.ts'
import { ApprovalRequest } from './approval-request.entity.ts'
import { ApprovalVote } from './approval-vote.entity.ts'
import { toSummary } from './list-approvals.ts'

export interface ApprovalQuestion {
  readonly organization: Id<'organization'>
  readonly approval: Id<'approval'>
  /** There only if this member is asked. */
  readonly askedOf?: Id<'member'> | undefined
}

/** One request with all that somebody needs who wants to see what they sign: the plan, its salt, and what of it is asked for. @throws ApprovalError */
export async function getApproval(database: Database, { organization, approval, askedOf }: ApprovalQuestion) {
  return database.read(async (em) => {
    const request = await em.findOne(ApprovalRequest, { id: approval, organization })
    if (request === null || (askedOf !== undefined && !request.approvers.includes(askedOf)))
      throw new ApprovalError('not_found', `there is no request ${approval} in this organization`)
    const { kind, plan, planSalt } = await em.findOneOrFail(Case, { id: request.case })
    const { facts } = await em.findOneOrFail(Person, { id: request.subject })
    const { planHash, effects, requestedBy } = request
    const summary = toSummary(request, `${facts.givenName} ${facts.familyName}`)
    const people = { approvers: await approversOf(em, request), votes: await votesOf(em, approval) }
    return { ...summary, kind, planHash, effects, requestedBy, plan, planSalt, ...people }
  })
}

async function approversOf(em: EntityManager, { organization, approvers }: ApprovalRequest) {
  const members = await em.find(Member, { organization, id: { $in: [...approvers] } }, { orderBy: { id: 'asc' } })
  return members.map(({ id, name }) => ({ id, name }))
}

async function votesOf(em: EntityManager, approval: Id<'approval'>) {
  const votes = await em.find(ApprovalVote, { approval }, { orderBy: { at: 'asc', member: 'asc' } })
  return votes.map(({ member, decision, reason, signed, at }) => ({
    member,
    decision,
    reason: reason ?? null,
    signed: signed?.signature.kind ?? null,
    at: at.toISOString(),
  }))
}

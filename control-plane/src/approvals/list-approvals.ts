import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { ApprovalRequest, type ApprovalState } from './approval-request.entity.ts'

export interface ApprovalQuery {
  readonly organization: Id<'organization'>
  /** Left out: any. */
  readonly state?: ApprovalState | undefined
  /** Only what this member is asked. */
  readonly askedOf?: Id<'member'> | undefined
  readonly limit: number
}

/** Requests, the oldest first while they wait, the newest first otherwise. */
export async function listApprovals(database: Database, { organization, state, askedOf, limit }: ApprovalQuery) {
  return database.read(async (em) => {
    const where = { organization, ...(state === undefined ? {} : { state }) }
    const order = state === 'pending' ? 'asc' : 'desc'
    const found = await em.find(ApprovalRequest, where, {
      orderBy: { createdAt: order, id: order },
      ...(askedOf === undefined ? { limit } : {}),
    })
    const asked = found.filter(({ approvers }) => askedOf === undefined || approvers.includes(askedOf)).slice(0, limit)
    const names = await namesOf(
      em,
      asked.map(({ subject }) => subject),
    )
    return asked.map((request) => toSummary(request, names.get(request.subject) ?? ''))
  })
}

export function toSummary(request: ApprovalRequest, name: string) {
  const { id, case: lifecycle, subject, route, scope, state, needed, createdAt, escalatedAt, expiresAt, decidedAt } = request
  return {
    id,
    case: lifecycle,
    person: subject,
    name,
    route,
    scope,
    state,
    needed,
    createdAt: createdAt.toISOString(),
    escalatedAt: escalatedAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}

async function namesOf(em: EntityManager, people: readonly Id<'person'>[]): Promise<ReadonlyMap<Id<'person'>, string>> {
  const found = await em.find(Person, { id: { $in: [...people] } }, { fields: ['id', 'facts'] })
  return new Map(found.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
}

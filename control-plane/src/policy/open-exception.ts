import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { AccessException } from './access-exception.entity.ts'

export interface NewException {
  readonly organization: Id<'organization'>
  readonly person: Id<'person'>
  readonly kind: 'grant' | 'withhold'
  readonly app: string
  /** Null: the account itself. */
  readonly entitlement: string | null
  readonly until: Date
  /** A word for the ledger. */
  readonly reason: string
  /** Null: policy itself accepts. */
  readonly by: Id<'member'> | null
}

/**
 * Opens an exception in the caller's transaction, which holds the ledger and has the person planned. What was in force about the same access
 * ends with it: the last word counts.
 */
export async function openException(em: EntityManager, exception: NewException, moment: Moment): Promise<AccessException> {
  const { by, ...stated } = exception
  const { organization, person, kind, app, entitlement, until, reason } = stated
  const said = by === null ? {} : { member: by }
  const overruled = await em.find(AccessException, { organization, person, app, entitlement, closedAt: null, until: { $gt: moment.at } })
  for (const old of overruled) old.closedAt = moment.at
  const id = toId('exception', moment.random(16))
  const opened = em.create(AccessException, { id, ...stated, createdBy: by, createdAt: moment.at, closedAt: null })
  await em.flush()
  const about = { sub: person, app, exception: id, kind, until: until.toISOString(), reason, ...said }
  const closed = overruled.map((old): EntryDraft => ({ t: 'exception.closed', sub: person, app, exception: old.id, ...said }))
  await appendEntries(em, organization, [...closed, { t: 'exception.opened', ...about }], moment)
  return opened
}

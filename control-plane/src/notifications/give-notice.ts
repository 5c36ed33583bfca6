import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Notice, type NoticeKind } from './notice.entity.ts'

export interface NewNotice {
  readonly organization: Id<'organization'>
  readonly kind: NoticeKind
  /** The same key is told once, for ever. */
  readonly key: string
  readonly person?: Id<'person'>
  /** Left out or empty: every operator. */
  readonly recipients?: readonly Id<'member'>[]
  /** What people need to know; holds personal data, so it never enters the ledger. */
  readonly details: Readonly<Record<string, unknown>>
}

/** Tells people something, once per key. */
export async function giveNotice(em: EntityManager, { recipients = [], ...notice }: NewNotice, { at, random }: Moment): Promise<void> {
  const { organization, kind, key, person } = notice
  await lockLedger(em, organization)
  if ((await em.findOne(Notice, { organization, key }, { fields: ['id'] })) !== null) return
  const id = toId('notice', random(16))
  em.create(Notice, { ...notice, id, recipients, at })
  await em.flush()
  const entry = { t: 'notice.given', notice: id, kind, ...(person === undefined ? {} : { sub: person }) } as const
  await appendEntries(em, organization, [entry], { at, random })
}

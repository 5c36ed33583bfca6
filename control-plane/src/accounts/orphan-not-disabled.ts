import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import type { JobRecord } from '../dispatch/job.entity.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { reopenQuestion } from '../questions/reopen-question.ts'
import { AccountRecord } from './account.entity.ts'
import { orphanKey } from './orphan-key.ts'

/**
 * A job that was to switch off an account nobody owns has ended without it: operators are told, and who said `disable` may say something else. In a
 * transaction that holds the ledger.
 */
export async function orphanNotDisabled(
  em: EntityManager,
  { id, organization, app, account: subject, failure }: Pick<JobRecord, 'id' | 'organization' | 'app' | 'account' | 'failure'>,
  moment: Moment,
): Promise<void> {
  const account = await em.findOne(AccountRecord, { organization, app, nativeId: subject?.nativeId ?? '' })
  if (account === null) return
  const details = { app, account: account.id, userName: account.userName, failure: failure ?? null }
  await giveNotice(em, { organization, kind: 'orphan_not_disabled', key: `orphan_not_disabled/${id}`, details }, moment)
  if (account.present && account.active && !account.person)
    await reopenQuestion(em, { organization, key: orphanKey(account.id), answer: 'disable' }, moment)
}

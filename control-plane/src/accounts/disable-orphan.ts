import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { queueJob } from '../dispatch/queue-job.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { isProtected } from '../policy/evaluate-policy.ts'
import type { AccountRecord } from './account.entity.ts'
import { AccountError } from './account-error.ts'

/**
 * Has an account that nobody owns switched off, in a transaction that holds the ledger. The job names the account and no person: agents do nothing
 * else to such an account. `by` is null when policy's days are over. @throws AccountError
 */
export async function disableOrphan(
  em: EntityManager,
  { account, by }: { readonly account: AccountRecord; readonly by: Id<'member'> | null },
  moment: Moment,
): Promise<void> {
  const { organization, app, id, nativeId, userName } = account
  const policy = (await activePolicy(em, organization))?.policy
  if (account.person || account.type !== 'person') throw new AccountError('wrong_state', `the account ${id} has an owner by now`)
  if (account.protected || (policy !== undefined && isProtected(policy, app, userName)))
    throw new AccountError('wrong_state', `the account ${id} is protected: nothing touches it`)
  const subject = { nativeId, userName }
  const about = { organization, case: null, person: null, app, event: 'orphan', account: subject, rules: [] } as const
  queueJob(em, { ...about, steps: [{ verb: 'account.suspend' }] }, moment)
  await em.flush()
  const entry = { t: 'account.orphan_resolved', app, account: id, res: 'disable', ...(by === null ? {} : { member: by }) } as const
  await appendEntries(em, organization, [entry], moment)
}

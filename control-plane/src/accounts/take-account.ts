import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { isAboutMember } from '../organizations/is-about-member.ts'
import { Person } from '../roster/person.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { AccountError } from './account-error.ts'

/** What every decision of an operator about an account says. */
export interface AccountCommand {
  readonly organization: Id<'organization'>
  readonly account: Id<'account'>
  /** The operator. */
  readonly by: Id<'member'>
}

/** The account for a command, whose transaction holds the ledger. Nobody decides about an account of their own. @throws AccountError */
export async function takeAccount(em: EntityManager, { organization, account, by }: AccountCommand): Promise<AccountRecord> {
  const found = await em.findOne(AccountRecord, { id: account, organization })
  if (found === null) throw new AccountError('not_found', `there is no account ${account} in this organization`)
  if (!found.present) throw new AccountError('wrong_state', `the account ${account} is gone from ${found.app}`)
  if (found.person) await refuseOwn(em, { organization, person: found.person, member: by })
  return found
}

/** @throws AccountError when the person is the member */
export async function refuseOwn(em: EntityManager, acting: Parameters<typeof isAboutMember>[1]): Promise<void> {
  if (await isAboutMember(em, acting))
    throw new AccountError('not_yours', 'the account is your own, or would be: another member has to decide')
}

/** @throws AccountError when HR never stated such a person */
export async function requirePerson(em: EntityManager, organization: Id<'organization'>, person: Id<'person'>): Promise<void> {
  if ((await em.count(Person, { id: person, organization })) === 0)
    throw new AccountError('not_found', `there is no person ${person} in this organization`)
}

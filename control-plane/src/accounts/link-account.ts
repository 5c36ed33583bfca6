import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { planThoseUnderWay } from '../cases/plan-those-under-way.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultRosterTerms } from '../policy/default-settings.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { planThoseWithoutAccess } from '../roster/plan-those-without-access.ts'
import { AccountError } from './account-error.ts'
import { standingsOf } from './standings-of.ts'
import { type AccountCommand, refuseOwn, requirePerson, takeAccount } from './take-account.ts'

/** An operator says whose the account is, whoever's it was before. In a transaction that holds the ledger. @throws AccountError */
export async function linkAccount(
  em: EntityManager,
  { person, ...command }: AccountCommand & { readonly person: Id<'person'> },
  moment: Moment,
): Promise<void> {
  const account = await takeAccount(em, command)
  const { organization, by } = command
  await requirePerson(em, organization, person)
  await refuseOwn(em, { organization, person, member: by })
  if (account.person === person && account.linkVerified)
    throw new AccountError('wrong_state', `the account ${account.id} is already that person's`)
  const about = { app: account.app, account: account.id, member: by }
  const former = account.person && account.person !== person ? account.person : undefined
  if (former !== undefined) await refuseTaking(em, { organization, former, person, at: moment.at })
  const parted: readonly EntryDraft[] = former === undefined ? [] : [{ t: 'account.unlinked', sub: former, ...about }]
  em.assign(account, { person, linkedBy: 'operator', linkScore: null, linkVerified: true, type: 'person', responsible: null })
  await em.flush()
  await appendEntries(em, organization, [...parted, { t: 'account.linked', sub: person, how: 'operator', ...about }], moment)
  await mootQuestions(em, { organization, kinds: ['account_match', 'orphan'], accounts: [account.id], except: new Set() }, moment)
  for (const one of former === undefined ? [person] : [former, person]) await planThoseUnderWay(em, one)
  await planThoseWithoutAccess(em, { organization, people: [person], at: moment.at })
}

interface Taking {
  readonly organization: Id<'organization'>
  readonly former: Id<'person'>
  readonly person: Id<'person'>
  readonly at: Date
}

/** Somebody at work would be locked out the moment that their account is a leaver's: a slip of the hand is not to do that. @throws AccountError */
async function refuseTaking(em: EntityManager, { organization, former, person, at }: Taking): Promise<void> {
  const policy = (await activePolicy(em, organization))?.policy ?? defaultRosterTerms
  const standings = await standingsOf(em, { organization, people: [former, person], policy, at })
  if (standings.get(former)?.phase !== 'over' && standings.get(person)?.phase === 'over')
    throw new AccountError(
      'wrong_state',
      'the account is of somebody who works here, and would be switched off as a leaver’s: unlink it first',
    )
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { aboutWhom } from '../questions/about-whom.ts'
import type { GivenAnswer } from '../questions/given-answer.ts'
import { QuestionError } from '../questions/question-error.ts'
import { disableOrphan } from './disable-orphan.ts'
import { linkAccount } from './link-account.ts'
import { protectAccount } from './protect-account.ts'
import { setAccountType } from './set-account-type.ts'
import { type AccountCommand, takeAccount } from './take-account.ts'
import { unlinkAccount } from './unlink-account.ts'

/** Whose the account is, of those who may own it; or that it is none of theirs. @throws AccountError, QuestionError */
export async function answerAccountMatch(em: EntityManager, given: GivenAnswer, moment: Moment): Promise<void> {
  const command = commandFor(given)
  if (given.answer === 'link') return linkAccount(em, { ...command, person: aboutWhom(given) }, moment)
  const account = await takeAccount(em, command)
  if (account.person) return unlinkAccount(em, command, moment)
  account.linkedBy = 'operator'
}

/** What is to become of an account that nobody owns. @throws AccountError, QuestionError */
export async function answerOrphan(em: EntityManager, given: GivenAnswer, moment: Moment): Promise<void> {
  const command = commandFor(given)
  switch (given.answer) {
    case 'link':
      return linkAccount(em, { ...command, person: required(given) }, moment)
    case 'shared':
    case 'service':
      return setAccountType(em, { ...command, type: given.answer, responsible: required(given) }, moment)
    case 'protect':
      return protectAccount(em, { ...command, isProtected: true }, moment)
    case 'disable':
      return disableOrphan(em, { account: await takeAccount(em, command), by: given.by }, moment)
    default:
      return undefined
  }
}

function commandFor({ question: { organization, account, id }, by }: GivenAnswer): AccountCommand {
  if (!account) throw new QuestionError('moved', `question ${id} names no account any more`)
  return { organization, account, by }
}

function required({ person, answer }: GivenAnswer): Id<'person'> {
  if (person === undefined)
    throw new QuestionError('does_not_fit', `the answer "${answer}" names a person: whose it is, or who answers for it`)
  return person
}

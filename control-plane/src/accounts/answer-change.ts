import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultAppSettings } from '../policy/default-settings.ts'
import { openException } from '../policy/open-exception.ts'
import type { GivenAnswer } from '../questions/given-answer.ts'
import { QuestionError } from '../questions/question-error.ts'
import { Person } from '../roster/person.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { changeIn } from './change-in.ts'
import { daysAfter } from './days-after.ts'
import { exceptionsFor } from './drift-exceptions.ts'
import { takeInHand } from './take-in-hand.ts'

/** `correct`, `revoke`: as policy says. `accept`: as somebody made it, for a time. */
export async function answerChange(em: EntityManager, given: GivenAnswer, moment: Moment): Promise<void> {
  const drift = changeIn(given.question)
  const { id, organization, person, app, account } = given.question
  if (!person || !app || !account) throw new QuestionError('moved', `question ${id} names no account any more`)
  const record = await em.findOne(AccountRecord, { id: account, organization })
  if (record?.person !== person) throw new QuestionError('moved', 'the account is not that person’s any more')
  if (given.answer === 'accept') {
    const until = daysAfter(moment.at, given.days ?? (await acceptDays(em, { organization, app })))
    for (const exception of exceptionsFor(app, drift))
      await openException(em, { organization, person, ...exception, until, reason: given.question.kind, by: given.by }, moment)
  } else takeInHand(record, drift.gained)
  await em.nativeUpdate(Person, { id: person, organization }, { needsPlanning: true })
}

async function acceptDays(
  em: EntityManager,
  { organization, app }: { readonly organization: AccountRecord['organization']; readonly app: string },
): Promise<number> {
  const policy = (await activePolicy(em, organization))?.policy
  return (policy?.apps.get(app) ?? defaultAppSettings).drift.acceptDays
}

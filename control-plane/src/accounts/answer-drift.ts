import type { EntityManager } from '@mikro-orm/sql'
import { z } from 'zod'
import type { Moment } from '../cases/moment.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { defaultAppSettings } from '../policy/default-settings.ts'
import { openException } from '../policy/open-exception.ts'
import type { GivenAnswer } from '../questions/given-answer.ts'
import { QuestionError } from '../questions/question-error.ts'
import { Person } from '../roster/person.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { daysAfter } from './days-after.ts'
import { exceptionsFor } from './drift-exceptions.ts'
import type { Drift } from './find-drift.ts'
import { takeInHand } from './take-in-hand.ts'

const driftSchema = z.object({
  gained: z.array(z.string()),
  lost: z.array(z.string()),
  state: z.enum(['activated', 'suspended', 'deleted']).nullable(),
})
const byHandSchema = z.object({ entitlement: z.string() })

/** `correct`: as policy says. `accept`: as somebody made it, for a time. */
export async function answerDrift(em: EntityManager, given: GivenAnswer, moment: Moment): Promise<void> {
  await answerChange(em, { given, drift: driftSchema.parse(given.question.details) }, moment)
}

/** `revoke`: a grant that no rule ever gave goes. `accept`: it stays for a time. */
export async function answerHandGrant(em: EntityManager, given: GivenAnswer, moment: Moment): Promise<void> {
  const { entitlement } = byHandSchema.parse(given.question.details)
  await answerChange(em, { given, drift: { gained: [entitlement], lost: [], state: null } }, moment)
}

async function answerChange(em: EntityManager, { given, drift }: { given: GivenAnswer; drift: Drift }, moment: Moment): Promise<void> {
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

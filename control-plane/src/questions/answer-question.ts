import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { answerAccountMatch, answerOrphan } from '../accounts/answer-account-question.ts'
import { answerChange } from '../accounts/answer-change.ts'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { answerOrderQuestion } from '../orders/answer-order-question.ts'
import { isAboutMember } from '../organizations/is-about-member.ts'
import type { Ports } from '../ports.ts'
import { answerOneAddress } from '../roster/answer-one-address.ts'
import { answerRehire } from '../roster/answer-rehire.ts'
import { answerVanished } from '../roster/answer-vanished.ts'
import type { AnswerReason } from './answer-reasons.ts'
import type { GivenAnswer } from './given-answer.ts'
import { listedPerson } from './listed-person.ts'
import { Question } from './question.entity.ts'
import { QuestionError } from './question-error.ts'
import { type QuestionKind, questionAnswers } from './question-kinds.ts'

export interface AnswerCommand extends Pick<GivenAnswer, 'answer' | 'by' | 'person' | 'days'> {
  readonly organization: Id<'organization'>
  readonly question: Id<'question'>
  readonly reason?: AnswerReason | undefined
}

type Answerer = (em: EntityManager, given: GivenAnswer, moment: Moment) => Promise<void>

/** What an answer does, in the folder that owns the matter. */
const answerers: Readonly<Record<QuestionKind, Answerer>> = {
  account_match: answerAccountMatch,
  orphan: answerOrphan,
  drift: answerChange,
  hand_grant: answerChange,
  rehire: async (em, given, moment) =>
    answerRehire(em, { ...whom(given), continues: given.answer === 'same_person' ? await sameAs(em, given) : null, by: given.by }, moment),
  vanished: (em, given) => answerVanished(em, { ...whom(given), answer: given.answer === 'has_left' ? 'has_left' : 'still_here' }),
  two_with_one_address: async (em, given, moment) => {
    if (given.answer === 'same_person') await answerOneAddress(em, { ...whom(given), other: await sameAs(em, given), by: given.by }, moment)
  },
  manager_loop: nothingFollows,
  contractor_without_end: nothingFollows,
  long_leave: nothingFollows,
  separation_of_duties: nothingFollows,
  order_not_agreed: (em, { question, answer, by }, moment) =>
    answerOrderQuestion(em, { question, answer: answer === 'lift' ? 'lift' : 'keep', by }, moment),
}

/** Somebody has seen it, and that is all. */
async function nothingFollows(): Promise<void> {}

/** Takes an answer and does what follows from it, or neither. @throws QuestionError, and what the owning folder throws */
export async function answerQuestion(ports: Ports, command: AnswerCommand): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  const { organization, answer, by, reason } = command
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    const question = await takeQuestion(em, command)
    await refuseOwn(em, question, by)
    em.assign(question, { state: 'answered', answer, reason: reason ?? null, answeredBy: by, answeredAt: moment.at })
    await em.flush()
    const { id, kind, person } = question
    const said = { question: id, answer, member: by, ...(reason === undefined ? {} : { reason }), ...(person ? { sub: person } : {}) }
    await appendEntries(em, organization, [{ t: 'question.answered', ...said }], moment)
    await answerers[kind](em, { question, answer, by, person: command.person, days: command.days }, moment)
  })
  ports.wakeUps.notify('planning')
  ports.wakeUps.notify('dispatch')
}

async function takeQuestion(em: EntityManager, { organization, question: id, answer }: AnswerCommand): Promise<Question> {
  const question = await em.findOne(Question, { id, organization })
  if (question === null) throw new QuestionError('not_found', `there is no question ${id} in this organization`)
  if (question.state === 'moot') throw new QuestionError('moved', 'what the question was about has changed: it needs no answer any more')
  if (question.state === 'answered') throw new QuestionError('moved', `the question was answered with "${question.answer ?? ''}" already`)
  const answers: readonly string[] = questionAnswers[question.kind]
  if (!answers.includes(answer))
    throw new QuestionError('does_not_fit', `a question of this kind is answered with ${answers.join(', ')}, not "${answer}"`)
  return question
}

/** Nobody decides about their own access. */
async function refuseOwn(
  em: EntityManager,
  { organization, person }: Pick<Question, 'organization' | 'person'>,
  by: Id<'member'>,
): Promise<void> {
  if (person && (await isAboutMember(em, { organization, person, member: by })))
    throw new QuestionError('not_yours', 'the question is about yourself: another member has to answer it')
}

/** Whose other record it is: as little as about the one in question does anybody decide about that one of their own. */
async function sameAs(em: EntityManager, given: GivenAnswer): Promise<Id<'person'>> {
  const person = listedPerson(given)
  await refuseOwn(em, { organization: given.question.organization, person }, given.by)
  return person
}

function whom({ question: { id, organization, person } }: GivenAnswer): { organization: Id<'organization'>; person: Id<'person'> } {
  if (!person) throw new QuestionError('moved', `question ${id} is about nobody any more`)
  return { organization, person }
}

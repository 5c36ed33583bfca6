import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { Question } from './question.entity.ts'
import { QuestionError } from './question-error.ts'
import { type QuestionKind, questionAnswers } from './question-kinds.ts'

export interface QuestionView {
  readonly id: Id<'question'>
  readonly kind: QuestionKind
  readonly state: 'open' | 'answered' | 'moot'
  readonly person: Id<'person'> | null
  /** Of the person it is about; empty where it is about nobody we know. */
  readonly name: string
  readonly account: Id<'account'> | null
  readonly app: string | null
  readonly details: Readonly<Record<string, unknown>>
  /** The words that answer it. */
  readonly answers: readonly string[]
  readonly answer: string | null
  readonly reason: string | null
  readonly answeredBy: Id<'member'> | null
  readonly askedAt: string
  readonly answeredAt: string | null
}

export interface QuestionQuery {
  readonly organization: Id<'organization'>
  readonly kind?: QuestionKind | undefined
  readonly person?: Id<'person'> | undefined
  /** Also those that are answered, or moot. */
  readonly all: boolean
  readonly limit: number
}

/** Oldest first: what waits longest is first to answer. */
export async function listQuestions(database: Database, query: QuestionQuery): Promise<readonly QuestionView[]> {
  const { organization, kind, person, all, limit } = query
  const where = {
    organization,
    ...(all ? {} : { state: 'open' as const }),
    ...(kind === undefined ? {} : { kind }),
    ...(person === undefined ? {} : { person }),
  }
  return find(database, { where, limit })
}

/** @throws QuestionError when the organization has no such question */
export async function getQuestion(
  database: Database,
  { organization, question }: { readonly organization: Id<'organization'>; readonly question: Id<'question'> },
): Promise<QuestionView> {
  const [found] = await find(database, { where: { organization, id: question }, limit: 1 })
  if (found === undefined) throw new QuestionError('not_found', `there is no question ${question} in this organization`)
  return found
}

interface Find {
  readonly where: { readonly organization: Id<'organization'> } & Partial<Pick<Question, 'id' | 'kind' | 'person' | 'state'>>
  readonly limit: number
}

async function find(database: Database, { where, limit }: Find): Promise<readonly QuestionView[]> {
  return database.read(async (em) => {
    const questions = await em.find(Question, where, { orderBy: { createdAt: 'asc', id: 'asc' }, limit })
    const about = questions.flatMap(({ person }) => person ?? [])
    const people = about.length === 0 ? [] : await em.find(Person, { organization: where.organization, id: { $in: about } })
    const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
    return questions.map((question) => toView(question, (question.person && names.get(question.person)) ?? ''))
  })
}

function toView({ id, kind, state, details, ...question }: Question, name: string): QuestionView {
  const { person = null, account = null, app = null, answer = null, reason = null, answeredBy = null } = question
  const times = { askedAt: question.createdAt.toISOString(), answeredAt: question.answeredAt?.toISOString() ?? null }
  const answers = questionAnswers[kind]
  return { id, kind, state, person, name, account, app, details, answers, answer, reason, answeredBy, ...times }
}

import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { answerQuestion } from './answer-question.ts'
import { answerReasons } from './answer-reasons.ts'
import { getQuestion, listQuestions } from './list-questions.ts'
import { questionKinds } from './question-kinds.ts'

const one = z.strictObject({ question: idSchema('question') })

const word = z.string().regex(/^[a-z_]{1,32}$/)
const answerSchema = one.extend({
  answer: word,
  reason: z.enum(answerReasons).optional(),
  person: idSchema('person').optional(),
  days: z.int().min(1).max(365).optional(),
})

/** What only one answer needs is refused with every other: whoever sends it means something else. */
const fittingAnswerSchema = answerSchema
  .refine(({ answer, person }) => person === undefined || namesPerson.has(answer), {
    path: ['person'],
    message: 'only an answer that says whose something is names a person',
  })
  .refine(({ answer, days }) => days === undefined || answer === 'accept', {
    path: ['days'],
    message: 'only "accept" lasts for days',
  })
const namesPerson: ReadonlySet<string> = new Set(['link', 'shared', 'service', 'same_person'])

export const questionRouter = router({
  list: procedure('question.read')
    .input(
      z.strictObject({
        kind: z.enum(questionKinds).optional(),
        person: idSchema('person').optional(),
        all: z.boolean().default(false),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .query(({ ctx: { services, caller }, input }) => listQuestions(services.database, { organization: caller.organization, ...input })),
  get: procedure('question.read')
    .input(one)
    .query(({ ctx: { services, caller }, input }) => getQuestion(services.database, { organization: caller.organization, ...input })),
  answer: procedure('question.answer')
    .input(fittingAnswerSchema)
    .mutation(({ ctx: { services, caller }, input }) =>
      answerQuestion(services, { organization: caller.organization, by: caller.member, ...input }),
    ),
})

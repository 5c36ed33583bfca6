import { idSchema } from '@rollcall/shared/id-schema'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import type { GivenAnswer } from './given-answer.ts'
import { QuestionError } from './question-error.ts'

const listSchema = z.object({
  candidates: z.array(z.object({ person: idSchema('person') })).default([]),
  people: z.array(idSchema('person')).default([]),
})

/** Which of the people that a question lists an answer means: the one it names, else the only one. @throws QuestionError for anybody else */
export function listedPerson({ person, question }: Pick<GivenAnswer, 'person' | 'question'>): Id<'person'> {
  const { candidates, people } = listSchema.parse(question.details)
  const listed = [...candidates.map((one) => one.person), ...people].filter((one) => one !== question.person)
  if (person === undefined && listed.length > 1) throw new QuestionError('does_not_fit', 'the question names several people: say who it is')
  const meant = listed.find((one) => person === undefined || one === person)
  if (meant === undefined) throw new QuestionError('does_not_fit', 'the question does not name this person: say somebody whom it names')
  return meant
}

import { idSchema } from '@rollcall/shared/id-schema'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import type { GivenAnswer } from './given-answer.ts'
import { QuestionError } from './question-error.ts'

const candidatesSchema = z.object({ candidates: z.array(z.object({ person: idSchema('person') })) })

/** Whom an answer means: the person it names, else the only one that the question lists. @throws QuestionError when there is not exactly one */
export function aboutWhom({ person, question: { details } }: Pick<GivenAnswer, 'person' | 'question'>): Id<'person'> {
  if (person !== undefined) return person
  const [one, ...others] = candidatesSchema.parse(details).candidates
  if (one === undefined || others.length > 0)
    throw new QuestionError('does_not_fit', 'the question names several people, or none: say who it is')
  return one.person
}

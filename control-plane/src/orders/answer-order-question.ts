import type { EntityManager } from '@mikro-orm/sql'
import { idSchema } from '@rollcall/shared/id-schema'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import type { Moment } from '../cases/moment.ts'
import type { Question } from '../questions/question.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { endOrder } from './end-order.ts'
import { refuseOwn } from './find-subject.ts'
import { PersonOrder } from './person-order.entity.ts'

interface OrderAnswer {
  readonly question: Pick<Question, 'organization' | 'details'>
  readonly answer: 'keep' | 'lift'
  readonly by: Id<'member'>
}

const detailsSchema = z.object({ order: idSchema('order') })

/** `keep`: the order stands, whatever HR says. `lift`: HR was right. In the transaction of the answer, which holds the ledger. @throws OrderError */
export async function answerOrderQuestion(em: EntityManager, { question, answer, by }: OrderAnswer, moment: Moment): Promise<void> {
  const { order: id } = detailsSchema.parse(question.details)
  const order = await em.findOneOrFail(PersonOrder, { id, organization: question.organization })
  const person = await em.findOneOrFail(Person, { id: order.person })
  await refuseOwn(em, { organization: question.organization, by, person })
  if (answer === 'lift' && order.state === 'active') await endOrder(em, { order, by, reason: 'cleared' }, moment)
}

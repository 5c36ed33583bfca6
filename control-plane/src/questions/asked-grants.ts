import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import { openQuestionsOf } from './open-questions.ts'
import type { Question } from './question.entity.ts'

const byHandSchema = z.object({ entitlement: z.string() })
const driftSchema = z.object({ gained: z.array(z.string()), lost: z.array(z.string()), state: z.string().nullable() })

/** Access (`app`, `app/entitlement`) of each of these people that somebody is being asked about: until then nobody gives or takes it. */
export async function askedGrantsOf(
  em: EntityManager,
  people: readonly Id<'person'>[],
): Promise<ReadonlyMap<Id<'person'>, ReadonlySet<string>>> {
  const questions = await openQuestionsOf(em, people)
  return new Map([...questions].map(([person, open]) => [person, new Set(open.flatMap(grantsIn))]))
}

function grantsIn({ kind, app, details }: Question): readonly string[] {
  if (!app) return []
  if (kind === 'hand_grant') return [`${app}/${byHandSchema.parse(details).entitlement}`]
  if (kind !== 'drift') return []
  const { gained, lost, state } = driftSchema.parse(details)
  return [...[...gained, ...lost].map((entitlement) => `${app}/${entitlement}`), ...(state === null ? [] : [app])]
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Case } from './case.entity.ts'
import { openStates } from './case-states.ts'

/** Those of these cases that still want something to happen. */
export async function openAmong(em: EntityManager, cases: readonly Id<'case'>[]): Promise<ReadonlySet<Id<'case'>>> {
  const open = await em.find(Case, { id: { $in: [...cases] }, state: { $in: [...openStates] } }, { fields: ['id'] })
  return new Set(open.map(({ id }) => id))
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Moment } from '../cases/moment.ts'
import type { Person } from '../roster/person.entity.ts'
import { unclearOf } from '../roster/unclear-of.ts'
import { giveNotice } from './give-notice.ts'
import { unclearKey } from './unclear-key.ts'

/** Tells operators where HR contradicts itself about somebody: nothing is given or taken until HR, or a person, has decided. */
export async function tellUnclear(em: EntityManager, person: Person, moment: Moment): Promise<void> {
  const { organization, id } = person
  for (const unclear of await unclearOf(em, person, moment.at)) {
    const key = unclearKey(id, unclear)
    await giveNotice(em, { organization, kind: 'status_unclear', key, person: id, details: { ...unclear } }, moment)
  }
}

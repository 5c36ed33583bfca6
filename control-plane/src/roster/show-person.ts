import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { namedBySource } from './named-by-source.ts'
import { Person } from './person.entity.ts'
import { type PersonTimeline, personTimeline } from './person-timeline.ts'
import { RosterQueryError } from './roster-query-error.ts'

interface Asked {
  readonly organization: Id<'organization'>
  /** Our id, or HR's key. */
  readonly person: string
}

/** One person on both clocks, by our id or by HR's key. @throws RosterQueryError for nobody, or for a key that two sources use */
export async function showPerson(ports: Pick<Ports, 'database' | 'now'>, asked: Asked): Promise<PersonTimeline> {
  const at = ports.now()
  return ports.database.read(async (em) => {
    const person = await findOne(em, asked)
    const timeline = await personTimeline(em, { organization: asked.organization, person, at })
    return timeline ?? refuse(asked.person)
  })
}

async function findOne(em: EntityManager, { organization, person }: Asked): Promise<Id<'person'>> {
  const known = await em.find(
    Person,
    { organization, $or: [{ id: { $in: [...toIds(person)] } }, { personKey: person }] },
    { fields: ['id', 'source'], orderBy: { id: 'asc' }, disableIdentityMap: true },
  )
  const [first, second] = known
  if (first === undefined) return refuse(person)
  if (second !== undefined)
    throw new RosterQueryError('ambiguous', `${known.length} HR sources have this key: name one of ${await namedBySource(em, known)}`)
  return first.id
}

function toIds(text: string): readonly Id<'person'>[] {
  return isPersonId(text) ? [text] : []
}

function isPersonId(text: string): text is Id<'person'> {
  return text.startsWith('per_')
}

function refuse(person: string): never {
  throw new RosterQueryError('not_found', `there is no person ${person} in this organization`)
}

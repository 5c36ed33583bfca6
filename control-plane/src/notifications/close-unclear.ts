import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Person } from '../roster/person.entity.ts'
import { unclearOf } from '../roster/unclear-of.ts'
import { Notice } from './notice.entity.ts'
import { unclearKey } from './unclear-key.ts'

interface Look {
  readonly organization: Id<'organization'>
  readonly at: Date
}

/** What is clear again is nobody's to see any more. Another key leaves room to tell of the same contradiction when HR states it anew. */
export async function closeUnclear(em: EntityManager, { organization, at }: Look): Promise<void> {
  const notices = await em.find(Notice, { organization, kind: 'status_unclear', key: { $like: 'status_unclear/%' } })
  const about = notices.flatMap(({ person }) => person ?? [])
  const people = await em.find(Person, { organization, id: { $in: about } }, { disableIdentityMap: true })
  const standing = new Set<string>()
  for (const person of people) for (const unclear of await unclearOf(em, person, at)) standing.add(unclearKey(person.id, unclear))
  for (const notice of notices.filter(({ key }) => !standing.has(key)))
    em.assign(notice, { seenAt: notice.seenAt ?? at, key: `corrected/${at.toISOString()}/${notice.key}` })
  await em.flush()
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Member } from '../organizations/member.entity.ts'
import type { TaskAssignee } from '../planning/plan.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { Person } from '../roster/person.entity.ts'
import { managerKeyOf } from './manager-key-of.ts'

interface Assignment {
  readonly organization: Id<'organization'>
  /** Whom the task is about. */
  readonly person: Pick<Person, 'id' | 'facts'>
  readonly assignee: TaskAssignee
  readonly app: string | null
  readonly at: Date
}

/** The member whom a task falls to; null means any operator. Nobody gets a task about themselves. */
export async function assignedMember(em: EntityManager, assignment: Assignment): Promise<Id<'member'> | null> {
  const personKey = await personKeyOf(em, assignment)
  const member = personKey == null ? null : await memberByPersonKey(em, assignment.organization, personKey)
  return member === null || member.person === assignment.person.id ? null : member.id
}

async function personKeyOf(em: EntityManager, { organization, person, assignee, app, at }: Assignment): Promise<string | null | undefined> {
  switch (assignee.kind) {
    case 'person':
      return assignee.personKey
    case 'manager':
      return managerKeyOf(person.facts, at)
    case 'owner':
      return app === null ? null : (await activePolicy(em, organization))?.policy.apps.get(app)?.owner
    case 'operators':
      return null
  }
}

/** The member who is this person on the roster, if there is one. */
export async function memberByPersonKey(em: EntityManager, organization: Id<'organization'>, personKey: string): Promise<Member | null> {
  const people = await em.find(Person, { organization, personKey }, { fields: ['id'] })
  return em.findOne(Member, { organization, person: { $in: people.map(({ id }) => id) } }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}

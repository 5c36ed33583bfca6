import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Subject } from '../approvals/find-approvers.ts'
import { responsibleMember } from '../notifications/responsible-member.ts'
import type { TaskAssignee } from '../planning/plan.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { effectiveManager } from '../roster/effective-manager.ts'
import { Person } from '../roster/person.entity.ts'

interface Assignment {
  /** Whom the task is about. */
  readonly person: Subject
  readonly assignee: TaskAssignee
  readonly app: string | null
  readonly at: Date
}

/** The member whom a task falls to; null means any operator. Nobody gets a task about themselves, and nobody who may not do one. */
export async function assignedMember(em: EntityManager, assignment: Assignment): Promise<Id<'member'> | null> {
  const responsible = await responsibleFor(em, assignment)
  return responsible === undefined ? null : responsibleMember(em, { subject: assignment.person, responsible })
}

async function responsibleFor(em: EntityManager, { person, assignee, app, at }: Assignment): Promise<Id<'person'> | undefined> {
  switch (assignee.kind) {
    case 'person':
      return byKey(em, person, assignee.personKey)
    case 'manager':
      return effectiveManager(em, person.id, at)
    case 'owner': {
      const owner = app === null ? null : (await activePolicy(em, person.organization))?.policy.apps.get(app)?.owner
      return owner == null ? undefined : byKey(em, person, owner)
    }
    case 'operators':
      return undefined
  }
}

/** Keys are of the HR source that the subject is in. */
async function byKey(em: EntityManager, { organization, source }: Subject, personKey: string): Promise<Id<'person'> | undefined> {
  return (await em.findOne(Person, { organization, source, personKey }, { fields: ['id'] }))?.id
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { isBarred, recordsOf, type Subject } from '../approvals/find-approvers.ts'
import { responsibleManager } from '../approvals/responsible-manager.ts'
import { memberByPersonKey } from '../organizations/member-by-person-key.ts'
import type { TaskAssignee } from '../planning/plan.ts'
import { activePolicy } from '../policy/active-policy.ts'

interface Assignment {
  /** Whom the task is about. */
  readonly person: Subject
  readonly assignee: TaskAssignee
  readonly app: string | null
  readonly at: Date
}

/** The member whom a task falls to; null means any operator. Nobody gets a task about themselves, and nobody who may not do one. */
export async function assignedMember(em: EntityManager, { person, assignee, app, at }: Assignment): Promise<Id<'member'> | null> {
  const personKey = await personKeyOf(em, { person, assignee, app, at })
  const member = personKey === null ? null : await memberByPersonKey(em, { ...person, personKey })
  if (member === null || member.role === 'auditor') return null
  return isBarred(member, { subjects: recordsOf(person), requestedBy: null }) ? null : member.id
}

async function personKeyOf(em: EntityManager, { person, assignee, app, at }: Assignment): Promise<string | null> {
  switch (assignee.kind) {
    case 'person':
      return assignee.personKey
    case 'manager':
      return responsibleManager(em, person, at)
    case 'owner':
      return app === null ? null : ((await activePolicy(em, person.organization))?.policy.apps.get(app)?.owner ?? null)
    case 'operators':
      return null
  }
}

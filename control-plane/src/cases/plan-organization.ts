import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { mootChanges } from '../accounts/moot-changes.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Person } from '../roster/person.entity.ts'
import { assessForPlanning } from './assess-for-planning.ts'
import type { Moment } from './moment.ts'
import { openCasesOf } from './open-cases-of.ts'
import { PlanningPass } from './planning-pass.ts'

/** Looks anew at people of one organization, and opens, leaves or ends their cases. Without an active policy they go on waiting. */
export async function planOrganization(em: EntityManager, people: readonly Person[], moment: Moment): Promise<void> {
  const organization: Id<'organization'> | undefined = people[0]?.organization
  const active = organization === undefined ? undefined : await activePolicy(em, organization)
  if (organization === undefined || active === undefined) return
  const { observed, assessments } = await assessForPlanning(em, { organization, people, policy: active.policy }, moment)
  const open = await openCasesOf(
    em,
    people.map(({ id }) => id),
  )
  const pass = new PlanningPass({ em, moment, organization, policy: active.policy })
  await pass.read(people)
  for (const person of people) {
    const [known, assessment] = [observed.get(person.id), assessments.get(person.id)]
    if (known !== undefined && assessment !== undefined) await pass.look({ person, observed: known, assessment, open: open.get(person.id) })
  }
  await pass.finish()
  const asked = people.map(({ id }) => id).filter((id) => (observed.get(id)?.asked.size ?? 0) > 0)
  if (asked.length > 0) await mootChanges(em, { organization, people: asked, policy: active.policy }, moment)
}

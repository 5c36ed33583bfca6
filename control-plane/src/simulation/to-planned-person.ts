import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { PlannedPerson } from '@rollcall/shared/plan-set'
import type { AppPlan, Plan } from '../planning/plan.ts'

export interface SupposedCase {
  readonly person: { readonly id: Id<'person'>; readonly personKey: string; readonly name: string }
  readonly plan: Plan
  readonly state: string
  readonly reason: string | null
}

/** One case that would be opened, as people read it and as it can be compared. */
export function toPlannedPerson({ person, plan, state, reason }: SupposedCase): PlannedPerson {
  return {
    personKey: person.personKey,
    name: person.name,
    kind: plan.kind,
    state,
    ...(reason === null ? {} : { reason }),
    apps: plan.apps.map(toPlannedApp),
    tasks: plan.tasks.map(({ title }) => title),
    left: plan.left.map(({ app, entitlement, reason: why }) => ({
      app,
      reason: why,
      ...(entitlement === undefined ? {} : { entitlement }),
    })),
    lost: plan.lost.map(({ app, what, entitlement }) => ({ app, what, ...(entitlement === null ? {} : { entitlement }) })),
    plan: digestOf(JSON.parse(JSON.stringify(plan).replaceAll(person.id, 'person'))),
  }
}

function toPlannedApp({ app, account, steps, approval }: AppPlan): PlannedPerson['apps'][number] {
  return {
    app,
    userName: account.userName,
    steps: steps.map(({ step, because, why }) => ({ verb: step.verb, what: whatOf(step), why: [...(why.length > 0 ? why : because)] })),
    ...(approval === null ? {} : { approval: approval.route }),
  }
}

function whatOf(step: Step): string {
  switch (step.verb) {
    case 'entitlement.grant':
    case 'entitlement.revoke':
      return step.entitlement
    case 'account.create':
    case 'account.prepare':
      return step.draft.userName
    case 'account.rename':
      return step.userName
    case 'profile.update':
      return Object.keys(step.profile).join(', ')
    default:
      return ''
  }
}

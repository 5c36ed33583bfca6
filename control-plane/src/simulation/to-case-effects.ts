import { digestOf } from '@rollcall/shared/digest'
import type { Step } from '@rollcall/shared/job'
import type { PlannedPerson } from '@rollcall/shared/plan-set'
import type { Case } from '../cases/case.entity.ts'
import type { AppPlan, PlannedStep, PlannedTask } from '../planning/plan.ts'

export type CaseEffects = Pick<PlannedPerson, 'kind' | 'state' | 'reason' | 'apps' | 'tasks' | 'left' | 'lost' | 'plan'>

/** One case that would be opened or go on, as people read it and as it can be compared. */
export function toCaseEffects({ person, plan, state, reason }: Pick<Case, 'person' | 'plan' | 'state' | 'reason'>): CaseEffects {
  // A task's key is a digest that the person's id is in.
  const comparable = { ...plan, tasks: plan.tasks.map(({ key: _, ...task }) => task) }
  return {
    kind: plan.kind,
    state,
    ...(reason == null ? {} : { reason }),
    apps: plan.apps.map(toPlannedApp),
    tasks: plan.tasks.map(toPlannedTask),
    left: plan.left.map(({ app, entitlement, reason: why }) => ({
      app,
      reason: why,
      ...(entitlement === undefined ? {} : { entitlement }),
    })),
    lost: plan.lost.map(({ app, what, entitlement }) => ({ app, what, ...(entitlement === null ? {} : { entitlement }) })),
    plan: digestOf(JSON.parse(JSON.stringify(comparable).replaceAll(person, 'person'))),
  }
}

function toPlannedApp({ app, account, steps, approval }: AppPlan): PlannedPerson['apps'][number] {
  return {
    app,
    userName: account.userName,
    steps: steps.map((planned) => ({ verb: planned.step.verb, what: whatOf(planned.step), why: [...reasonsOf(planned)] })),
    ...(approval === null ? {} : { approval: approval.route }),
  }
}

function toPlannedTask({ app, title, steps }: PlannedTask): PlannedPerson['tasks'][number] {
  return { app, title, why: [...new Set(steps.flatMap(reasonsOf))] }
}

function reasonsOf({ because, why }: PlannedStep): readonly string[] {
  return why.length > 0 ? why : because
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

import type { Verb } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import type { Step } from '@rollcall/shared/job'
import type { Draft } from './draft.ts'
import type { AppPlan, PlannedStep, PlannedTask } from './plan.ts'
import type { PlanFacts } from './plan-facts.ts'

export interface Work {
  readonly apps: readonly AppPlan[]
  readonly tasks: readonly PlannedTask[]
}

/** Shares a draft between agents and people: what no agent can do there, and all of it in an app without automation, becomes a task. */
export function shareWork(facts: PlanFacts, draft: Draft): Work {
  const verbs = verbsOf(facts, draft.app)
  const canDo = ({ step }: PlannedStep) => verbs === undefined || verbs.has(step.verb)
  // Where people make the account, agents would look for it in vain until they have.
  const isAllByHand = draft.steps.some((one) => opensAccount(one.step.verb) && !canDo(one))
  const isByAgent = (one: PlannedStep) => !isAllByHand && canDo(one)
  const approvedByHand = draft.approved.flatMap(({ steps }) => steps.filter((one) => !isByAgent(one)))
  const byHand = [...draft.byHand, ...draft.steps.filter((one) => !isByAgent(one))]
  return {
    apps: toAppPlans(draft, isByAgent),
    tasks: [
      ...taskOf(facts, draft, { steps: byHand, needsApproval: false }),
      ...taskOf(facts, draft, { steps: approvedByHand, needsApproval: true }),
    ],
  }
}

/** Undefined when no agent serves the app yet, and it is not one without automation: then jobs wait for the agent. */
function verbsOf({ apps }: PlanFacts, app: string): ReadonlySet<Verb> | undefined {
  const settings = apps.get(app)
  return settings?.policy.manual == null ? settings?.verbs : new Set()
}

function opensAccount(verb: Verb): boolean {
  return verb === 'account.create' || verb === 'account.prepare'
}

function toAppPlans({ app, query, steps, approved, stage }: Draft, isByAgent: (step: PlannedStep) => boolean): readonly AppPlan[] {
  const first = steps.filter(isByAgent)
  const later = first.length === 0 ? stage : stage + 1
  const common = { app, account: query, requires: [] }
  const agreed = approved.map(({ approval, steps: some }) => ({ ...common, steps: some.filter(isByAgent), stage: later, approval }))
  return [{ ...common, steps: first, stage, approval: null }, ...agreed].filter((plan) => plan.steps.length > 0)
}

interface ByHand {
  readonly steps: readonly PlannedStep[]
  readonly needsApproval: boolean
}

function taskOf(facts: PlanFacts, { app, query, account, stage, turn }: Draft, { steps, needsApproval }: ByHand): readonly PlannedTask[] {
  if (steps.length === 0) return []
  const key = digestOf({
    task: 'steps',
    person: facts.person,
    turn,
    app,
    account: query,
    steps: steps.map(({ step }) => step),
    from: facts.window?.from.toISOString() ?? null,
    was: account === undefined ? null : { active: account.active, entitlements: [...account.entitlements].sort() },
  })
  if (facts.settledTasks.has(key)) return []
  const policy = facts.apps.get(app)?.policy
  const manual = policy?.manual
  const what = steps.map(({ step }) => inWords(step))
  return [
    {
      key,
      app,
      title: `${policy?.title ?? app}: ${titleOf(steps, query.userName)}`,
      instructions: [
        ...(needsApproval ? ['Somebody who answers for this must agree first.'] : []),
        ...what.map((line) => `- ${line}`),
        ...(manual == null ? [] : [manual.instructions]),
      ].join('\n'),
      account: query,
      steps,
      stage,
      assignee: manual?.assignee ?? { kind: 'owner' },
      days: manual?.days ?? 2,
    },
  ]
}

function titleOf(steps: readonly PlannedStep[], userName: string): string {
  const [first, ...others] = steps
  if (first === undefined || others.length > 0) return `${steps.length} things to do for ${userName}`
  const words = inWords(first.step)
  return words.includes(userName) ? words : `${words} for ${userName}`
}

function inWords(step: Step): string {
  switch (step.verb) {
    case 'account.create':
      return `make the account ${step.draft.userName}`
    case 'account.prepare':
      return `make the account ${step.draft.userName}, switched off`
    case 'account.restore':
      return 'switch the account on'
    case 'account.suspend':
      return 'switch the account off'
    case 'account.rename':
      return `change the user name to ${step.userName}${step.alias === undefined ? '' : ` and keep ${step.alias} as an alias`}`
    case 'account.delete':
      return 'delete the account'
    case 'sessions.end':
      return 'end all sessions'
    case 'profile.update':
      return `change ${Object.entries(step.profile)
        .map(([field, value]) => `${field} to "${value}"`)
        .join(', ')}`
    case 'entitlement.grant':
      return `give ${step.entitlement}`
    case 'entitlement.revoke':
      return `take ${step.entitlement}`
    case 'account.list':
    case 'account.read':
      return 'look the account up'
  }
}

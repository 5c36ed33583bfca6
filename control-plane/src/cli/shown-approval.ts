import { approvalStatementSchema, effectDigest } from '@rollcall/shared/approval'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { AppPlan, Plan } from '../planning/plan.ts'

/** What the control plane shows of a request. */
export interface ShownApproval {
  readonly id: Id<'approval'>
  readonly person: Id<'person'>
  readonly planHash: string
  readonly effects: readonly string[]
  readonly plan: Plan
  readonly planSalt: string
}

/** The parts of the plan that are asked for. @throws when what is asked for is not what is shown: then nobody may sign it */
export function askedParts({ person, planHash, effects, plan, planSalt }: ShownApproval): readonly AppPlan[] {
  if (digestOf({ salt: planSalt, plan }) !== planHash)
    throw new Error('the plan that is shown is not the plan that is to be approved: sign nothing')
  const digestsOf = ({ app, account, steps }: AppPlan) => effectDigest({ app, person, account, steps: steps.map(({ step }) => step) })
  const parts = new Map(plan.apps.map((part) => [digestsOf(part), part]))
  return effects.map((effect) => {
    const part = parts.get(effect)
    if (part === undefined) throw new Error('something is to be approved that the plan does not show: sign nothing')
    return part
  })
}

/** The bytes to sign, once they are seen to say this decision on what was shown and nothing else. @throws when they do not */
export function checkedStatement(
  shown: ShownApproval,
  { statement, decision }: { statement: string; decision: 'approved' | 'refused' },
): Uint8Array {
  const bytes = Buffer.from(statement, 'base64')
  const said = approvalStatementSchema.parse(JSON.parse(bytes.toString('utf8')))
  const isSame = said.approval === shown.id && said.decision === decision && said.planHash === shown.planHash
  if (!isSame || digestOf(said.effects) !== digestOf(shown.effects))
    throw new Error('what is to be signed is not what is shown: sign nothing')
  return bytes
}

/** A step in words. */
export function stepWords(step: Step): string {
  switch (step.verb) {
    case 'account.prepare':
    case 'account.create':
      return `${step.verb} ${step.draft.userName}`
    case 'account.rename':
      return `${step.verb} to ${step.userName}`
    case 'profile.update':
      return `${step.verb} ${Object.keys(step.profile).join(', ')}`
    case 'entitlement.grant':
    case 'entitlement.revoke':
      return `${step.verb} ${step.entitlement}`
    default:
      return step.verb
  }
}

import type { Change } from '../executor/decide-step.ts'
import { type AccountNames, isAllowed, isProtected, type LocalPolicy } from './local-policy.ts'

/**
 * What the local policy, as it is at this moment, has against one change. Asked before each effect with the account that was really found:
 * a job may know it by another name, and a create may turn out to be a restore.
 */
export function objectionTo(policy: LocalPolicy | undefined, app: string, change: Change): 'paused' | 'policy' | 'protected' | undefined {
  if (policy === undefined) return 'policy'
  if (policy.paused) return 'paused'
  if (!isAllowed(policy, app, change.verb)) return 'policy'
  return namesOf(change).some((names) => isProtected(policy, app, names)) ? 'protected' : undefined
}

/** Whom a change is about, and whose name it takes. */
function namesOf(change: Change): readonly AccountNames[] {
  if ('draft' in change) return [change.draft]
  return change.verb === 'account.rename' ? [change.account, change.name] : [change.account]
}

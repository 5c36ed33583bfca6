import type { EntityManager } from '@mikro-orm/sql'
import { disowned } from '../accounts/disowned.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Policy } from '../policy/policy.ts'
import type { Ports } from '../ports.ts'
import type { Person } from '../roster/person.entity.ts'
import { approvalSettings } from './approval-settings.ts'
import type { Case } from './case.entity.ts'
import { CaseCommandError } from './case-command-error.ts'
import type { ReleaseReason } from './case-reasons.ts'
import type { Moment } from './moment.ts'
import { observedAccounts } from './observed-accounts.ts'
import { startCase } from './start-case.ts'
import { type CaseCommand, takeCase } from './take-case.ts'

export type ReleaseCommand = CaseCommand & { readonly reason: ReleaseReason }

/** Lets a case run that the guard holds: exactly the plan that was held, or nothing when the facts have moved since. @throws CaseCommandError */
export async function releaseCase(ports: Ports, command: ReleaseCommand): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  const hasMoved = await ports.database.transact(async (em) => {
    const { lifecycle, person } = await takeCase(em, { command, states: ['held'] })
    refuseUnlessGuarded(lifecycle)
    if (await isOvertaken(em, { lifecycle, person, at: moment.at })) {
      person.needsPlanning = true
      return true
    }
    await release(em, { lifecycle, person, command, moment })
    return false
  })
  ports.wakeUps.notify(hasMoved ? 'planning' : 'dispatch')
  if (hasMoved)
    throw new CaseCommandError('moved', 'HR, policy or an account has changed since this plan was made: look at the new plan first')
}

/** What waits for approval is approved, not released. */
export function refuseUnlessGuarded({ reason }: Pick<Case, 'reason'>): void {
  if (reason !== 'guard' && reason !== 'schedule' && reason !== 'rejected_before')
    throw new CaseCommandError('wrong_state', `neither the guard nor anybody’s word holds this case: it waits for ${reason ?? 'nothing'}`)
}

interface Held {
  readonly lifecycle: Case
  readonly person: Person
  readonly at: Date
}

/** Whether a plan made now might be another one. */
async function isOvertaken(em: EntityManager, { lifecycle, person, at }: Held): Promise<boolean> {
  if (person.needsPlanning || (person.wakeAt && person.wakeAt <= at)) return true
  const policy = (await activePolicy(em, lifecycle.organization))?.policy
  if (policy?.digest !== lifecycle.policyDigest) return true
  const claims = lifecycle.plan.apps.map(({ app, account }) => ({ app, account, person: person.id }))
  return (await disowned(em, lifecycle.organization, claims)).size > 0 || touchesProtected(em, lifecycle, policy)
}

/** An account may have been given a protected name since. */
async function touchesProtected(em: EntityManager, { person, plan }: Case, policy: Policy): Promise<boolean> {
  const accounts = (await observedAccounts(em, [person], policy)).get(person) ?? []
  const isTouched = (app: string, nativeId: string) => plan.apps.some((one) => one.app === app && one.account.nativeId === nativeId)
  return accounts.some((account) => account.protected && isTouched(account.app, account.nativeId))
}

async function release(
  em: EntityManager,
  { lifecycle, person, command, moment }: { lifecycle: Case; person: Person; command: ReleaseCommand; moment: Moment },
): Promise<void> {
  const said = { case: lifecycle.id, member: command.by }
  await appendEntries(
    em,
    command.organization,
    [
      { t: 'guard.released', guard: 'destructive', ...said },
      { t: 'operator.action', action: `guard.release.${command.reason}`, ...said },
    ],
    moment,
  )
  await startCase(em, { lifecycle, person, approvals: await approvalSettings(em, lifecycle) }, moment)
}

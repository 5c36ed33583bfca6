import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { desiredAccess } from '../policy/evaluate-policy.ts'
import { openExceptionsOf } from '../policy/open-exceptions.ts'
import { personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import { Question } from '../questions/question.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { changeIn } from './change-in.ts'
import type { Drift, DriftState } from './find-drift.ts'
import { type Standing, standingsOf } from './standings-of.ts'
import { type WantedAccess, wantedAccess } from './wanted-access.ts'

interface Scope {
  readonly organization: Id<'organization'>
  readonly policy: Policy
  /** Only questions about them; left out: whoever they are about. */
  readonly people?: readonly Id<'person'>[]
  readonly app?: string
}

const kinds = ['drift', 'hand_grant'] as const

/**
 * Ends questions about changes by hand that nobody needs to answer any more: somebody undid the change, policy or an exception wants it by now, the
 * account is another's, or the person's access is over and all of it is taken. In a transaction that holds the ledger.
 */
export async function mootChanges(em: EntityManager, { organization, policy, people, app }: Scope, moment: Moment): Promise<void> {
  const about = { ...(people === undefined ? {} : { person: { $in: [...people] } }), ...(app === undefined ? {} : { app }) }
  const open = await em.find(Question, { organization, state: 'open', kind: { $in: [...kinds] }, ...about })
  if (open.length === 0) return
  const whose = [...new Set(open.flatMap(({ person }) => person ?? []))]
  const standings = await standingsOf(em, { organization, people: whose, policy, at: moment.at })
  const exceptions = await openExceptionsOf(em, whose, moment.at)
  const found = await em.find(AccountRecord, { organization, id: { $in: open.flatMap(({ account }) => account ?? []) } })
  const accounts = new Map(found.map((account) => [account.id, account]))
  const standing = open.filter((question) => {
    const [account, owner] = [question.account && accounts.get(question.account), question.person && standings.get(question.person)]
    if (!account || !owner || account.person !== question.person || owner.phase === 'over') return false
    if (owner.phase !== 'inside') return true
    const own = (exceptions.get(owner.person.id) ?? []).filter((exception) => exception.app === account.app)
    const wanted = wantedAccess({ desired: desiredOf(owner, { policy, app: account.app, at: moment.at }), exceptions: own })
    return stillShows(changeIn(question), account, wanted)
  })
  const except = new Set(standing.map(({ key }) => key))
  await mootQuestions(em, { organization, kinds, people, app, except }, moment)
}

function desiredOf({ person, status, access }: Standing, { policy, app, at }: { policy: Policy; app: string; at: Date }) {
  return desiredAccess(policy, personViews(person.facts, { access, status, at })).get(app)
}

/** True while any part of the change is there and not wanted. */
function stillShows({ gained, lost, state }: Drift, account: DriftState, wanted: WantedAccess): boolean {
  const holds = (entitlement: string) => account.present && account.entitlements.includes(entitlement)
  return (
    gained.some((entitlement) => holds(entitlement) && !wanted.has(entitlement)) ||
    lost.some((entitlement) => account.present && !holds(entitlement) && wanted.has(entitlement)) ||
    (state !== null && isStill(state, account) && wanted.account === (state !== 'activated'))
  )
}

function isStill(state: NonNullable<Drift['state']>, { present, active }: DriftState): boolean {
  if (state === 'deleted') return !present
  return present && active === (state === 'activated')
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { openCasesOf } from '../cases/open-cases-of.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { desiredAccess, isProtected, knownAccess } from '../policy/evaluate-policy.ts'
import { openException } from '../policy/open-exception.ts'
import { openExceptionsOf } from '../policy/open-exceptions.ts'
import { personViews } from '../policy/person-view.ts'
import type { Policy, PolicyApp } from '../policy/policy.ts'
import { askQuestion } from '../questions/ask-question.ts'
import type { AccountRecord } from './account.entity.ts'
import { daysAfter } from './days-after.ts'
import { exceptionsFor } from './drift-exceptions.ts'
import { type Drift, type DriftState, findDrift, hasChanged } from './find-drift.ts'
import type { AccessState } from './gained-access.ts'
import { type Standing, standingsOf } from './standings-of.ts'
import { takeInHand } from './take-in-hand.ts'

/** An account as it was known before a listing. */
export interface KnownState extends DriftState, AccessState {
  readonly isOffByUs: boolean
  readonly observedAt: Date
}

/** One account after a listing, and before it if it was known. */
export interface SeenChange {
  readonly account: AccountRecord
  readonly before: KnownState | undefined
}

interface Listing {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly policy: Policy
  readonly changes: readonly SeenChange[]
  /** What was read since by a job is newer than the listing. */
  readonly requestedAt: Date
}

/**
 * What somebody changed by hand in an app: the ledger says so, and the app's answer follows. Only of people inside their window whom nothing else is
 * about to be done for: a case, a plan or an instant that is due brings its own changes.
 */
export async function recordDrift(em: EntityManager, listing: Listing, moment: Moment): Promise<void> {
  const { organization, app, policy, changes } = listing
  const definition = policy.apps.get(app)
  const candidates = changes.flatMap(({ account, before }) =>
    before !== undefined && before.observedAt < listing.requestedAt && isJudged(account, policy) && hasChanged(before, account)
      ? { account, before }
      : [],
  )
  if (definition === undefined || candidates.length === 0) return
  const people = candidates.flatMap(({ account: { person } }) => person ?? [])
  const standings = await standingsOf(em, { organization, people, policy, at: moment.at })
  const cases = await openCasesOf(em, people)
  const exceptions = await openExceptionsOf(em, people, moment.at)
  const known = knownAccess(policy).get(app) ?? new Set()
  for (const { account, before } of candidates) {
    const standing = account.person ? standings.get(account.person) : undefined
    if (standing === undefined || !isAtRest(standing, moment.at) || cases.has(standing.person.id)) continue
    const own = (exceptions.get(standing.person.id) ?? []).filter((exception) => exception.app === app)
    const desired = desiredAccess(policy, personViews(standing.person.facts, { ...standing, at: moment.at })).get(app)
    const drift = findDrift({ before, after: account, known, desired, isOffByUs: before.isOffByUs, exceptions: own })
    if (drift !== undefined) await answer(em, { account, drift, standing, definition }, moment)
  }
}

function isJudged(account: AccountRecord, policy: Policy): boolean {
  if (!account.person || account.type !== 'person' || account.protected || !account.linkVerified) return false
  return !isProtected(policy, account.app, account.userName)
}

function isAtRest({ phase, person }: Standing, at: Date): boolean {
  return phase === 'inside' && !person.needsPlanning && (person.wakeAt == null || person.wakeAt > at)
}

interface Drifted {
  readonly account: AccountRecord
  readonly drift: Drift
  readonly standing: Standing
  readonly definition: PolicyApp
}

async function answer(em: EntityManager, { account, drift, standing: { person }, definition }: Drifted, moment: Moment): Promise<void> {
  const { organization, app, id } = account
  // What we hold switched off is not for an exception to open.
  const res = drift.state === 'activated' ? 'correct' : definition.drift.answer
  await appendEntries(em, organization, [{ t: 'account.drifted', sub: person.id, app, account: id, res }], moment)
  if (res === 'ask') return ask(em, { account, drift, person: person.id }, moment)
  person.needsPlanning = true
  // The planner takes only what policy has to do with: from now on policy has to do with this.
  if (res === 'correct') return takeInHand(account, drift.gained)
  const until = daysAfter(moment.at, definition.drift.acceptDays)
  for (const exception of exceptionsFor(app, drift))
    await openException(em, { organization, person: person.id, ...exception, until, reason: 'drift', by: null }, moment)
}

/** The same change may be made again one day: that is another question. */
async function ask(
  em: EntityManager,
  { account, drift, person }: Pick<Drifted, 'account' | 'drift'> & { readonly person: Id<'person'> },
  moment: Moment,
): Promise<void> {
  const { organization, app, id, userName } = account
  const { gained, lost, state } = drift
  const about = { organization, kind: 'drift', key: `drift/${id}/${moment.at.toISOString()}`, person, account: id, app } as const
  await askQuestion(em, { ...about, details: { app, userName, gained, lost, state } }, moment)
}

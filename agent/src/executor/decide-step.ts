import type { Account, AccountDraft, AccountProfile, AccountQuery } from '@rollcall/shared/connector/account'
import type { AccountName } from '@rollcall/shared/connector/connector'
import type { Failure } from '@rollcall/shared/failure'
import type { Step } from '@rollcall/shared/job'

/** One effect on an app, with what it needs. */
export type Change =
  | { readonly verb: 'account.create' | 'account.prepare'; readonly draft: AccountDraft }
  | { readonly verb: 'account.restore' | 'account.suspend' | 'account.delete' | 'sessions.end'; readonly account: Account }
  | { readonly verb: 'account.rename'; readonly account: Account; readonly name: AccountName }
  | { readonly verb: 'profile.update'; readonly account: Account; readonly profile: AccountProfile }
  | { readonly verb: 'entitlement.grant' | 'entitlement.revoke'; readonly account: Account; readonly entitlement: string }

export type Decision =
  | { readonly kind: 'already' }
  /** As wanted because there is no account; believed only after a probe has shown that "not found" means something. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Observed {
  readonly account: Account | undefined
  /** The key the job knows the account by. */
  readonly query: AccountQuery
  readonly holdsExternalId: boolean
  /** This very step may have created the account already: the step log holds its intent, written when there was no account. */
  readonly mayHaveCreated: boolean
  /** The app has just taken this step's effect: counts where it cannot be read, as with sessions that an app does not show. */
  readonly isAnswered: boolean
}

/** Every verb but `account.list`, which changes and compares nothing. */
export type PersonStep = Exclude<Step, { verb: 'account.list' }>

/** What an app's state means for one step. Pure: the same table decides before a change and judges the read-back after it. */
export function decideStep(step: PersonStep, observed: Observed): Decision {
  const { account } = observed
  if (step.verb === 'account.create') return decideCreate(step.draft, observed)
  if (step.verb === 'account.prepare') return decidePrepare(step.draft, observed)
  if (account === undefined) return decideAbsent(step)
  if (isSomeoneElses(account, observed)) return fail('conflict', 'another_person')
  if (step.verb === 'sessions.end') return decideSessions(account, observed)
  return decidePresent(step, account)
}

/** True when the app is as the step wants it. */
export function isReached(decision: Decision): boolean {
  return decision.kind === 'already' || decision.kind === 'absent'
}

function decideCreate(draft: AccountDraft, observed: Observed): Decision {
  const { account } = observed
  if (account === undefined) return change({ verb: 'account.create', draft })
  if (!isOurs(account, draft, observed)) return fail('conflict', 'another_person')
  return account.active ? { kind: 'already' } : change({ verb: 'account.restore', account })
}

/** An account that somebody may use by now is not prepared any more, and is not shut for it: that is for another step to say. */
function decidePrepare(draft: AccountDraft, observed: Observed): Decision {
  const { account } = observed
  if (account === undefined) return change({ verb: 'account.prepare', draft })
  if (!isOurs(account, draft, observed)) return fail('conflict', 'another_person')
  return account.active ? fail('conflict', 'active_already') : { kind: 'already' }
}

/** Where the app does not show sessions they are ended without a look, once more after a crash: that harms nobody. */
function decideSessions(account: Account, { isAnswered }: Observed): Decision {
  const isOver = account.sessions === undefined ? isAnswered : account.sessions === 'none'
  return isOver ? { kind: 'already' } : change({ verb: 'sessions.end', account })
}

function decideAbsent(step: PersonStep): Decision {
  return fineWithout.has(step.verb) ? { kind: 'absent' } : fail('not_found')
}

/** What has nothing left to do where there is no account. */
const fineWithout: ReadonlySet<PersonStep['verb']> = new Set([
  'account.read',
  'account.suspend',
  'account.delete',
  'sessions.end',
  'entitlement.revoke',
])

type PresentStep = Exclude<PersonStep, { verb: 'account.create' | 'account.prepare' | 'sessions.end' }>

function decidePresent(step: PresentStep, account: Account): Decision {
  switch (step.verb) {
    case 'account.read':
      return { kind: 'already' }
    case 'account.restore':
      return account.active ? { kind: 'already' } : change({ verb: 'account.restore', account })
    case 'account.suspend':
      return account.active ? change({ verb: 'account.suspend', account }) : { kind: 'already' }
    case 'profile.update':
      return decideProfile(step.profile, account)
    case 'account.rename':
      return decideRename(step, account)
    case 'account.delete':
      // Deleting cannot be taken back, so whoever can still sign in was not meant: disable first, in this job or long ago.
      return account.active ? fail('conflict', 'still_active') : change({ verb: 'account.delete', account })
    case 'entitlement.grant':
      return account.entitlements.includes(step.entitlement) ? { kind: 'already' } : change({ ...step, account })
    case 'entitlement.revoke':
      return account.entitlements.includes(step.entitlement) ? change({ ...step, account }) : { kind: 'already' }
  }
}

/** User names are compared without case (RFC 7643 §4.1.1): many apps fold it, and would never show a name in other letters. */
function decideRename({ userName, alias }: AccountName, account: Account): Decision {
  if (account.userName.toLowerCase() === userName.toLowerCase()) return { kind: 'already' }
  return change({ verb: 'account.rename', account, name: { userName, ...(alias !== undefined && { alias }) } })
}

function decideProfile(wanted: AccountProfile, account: Account): Decision {
  const held = new Map(Object.entries(account.profile))
  const different = Object.entries(wanted).filter(([name, value]) => value !== undefined && (held.get(name) ?? '') !== value)
  return different.length === 0 ? { kind: 'already' } : change({ verb: 'profile.update', account, profile: Object.fromEntries(different) })
}

/** Ours by our marker. A name proves nothing, it may be a stranger's or a former leaver's, unless we may just have made exactly this account. */
function isOurs(account: Account, draft: AccountDraft, { holdsExternalId, mayHaveCreated }: Observed): boolean {
  if (holdsExternalId && account.externalId !== undefined) return account.externalId === draft.externalId
  return mayHaveCreated && isSameText(account.userName, draft.userName) && hasProfile(account, draft.profile)
}

/** Apps fold case and blanks as they like. */
function hasProfile(account: Account, wanted: AccountProfile): boolean {
  const held = new Map(Object.entries(account.profile))
  return Object.entries(wanted).every(([name, value]) => isSameText(held.get(name) ?? '', value ?? ''))
}

function isSameText(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => text.normalize().replace(/\s+/g, ' ').trim().toLowerCase())
  return one === other
}

/** An account that was found by its user name but carries another person's marker is not touched. */
function isSomeoneElses(account: Account, { query, holdsExternalId }: Observed): boolean {
  if (!holdsExternalId || query.nativeId === account.nativeId) return false
  return query.externalId !== undefined && account.externalId !== undefined && query.externalId !== account.externalId
}

function change(what: Change): Decision {
  return { kind: 'change', change: what }
}

function fail(kind: Failure['kind'], code?: string): Decision {
  return { kind: 'failed', failure: code === undefined ? { kind } : { kind, code } }
}

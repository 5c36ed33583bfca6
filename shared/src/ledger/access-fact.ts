import type { Verb } from '../connector/verbs.ts'
import type { FailureKind } from '../failure.ts'
import type { StepReceipt } from '../receipt.ts'

/** How the ledger tells a step that did not fail. */
const changedAs = {
  'account.list': 'access.verified',
  'account.read': 'access.verified',
  'account.prepare': 'access.changed',
  'account.create': 'access.granted',
  'account.restore': 'access.granted',
  'account.suspend': 'access.revoked',
  'account.rename': 'access.changed',
  'account.delete': 'access.revoked',
  'sessions.end': 'access.revoked',
  'profile.update': 'access.changed',
  'entitlement.grant': 'access.granted',
  'entitlement.revoke': 'access.revoked',
} as const satisfies Readonly<Record<Verb, string>>

/** What the entry of one step says of it: the ledger is written by this, and a packet's ledger is checked against it. */
export type AccessFact =
  | { readonly t: 'access.granted'; readonly res: 'changed' | 'already' }
  | { readonly t: 'access.changed'; readonly res: 'changed' | 'already' }
  | { readonly t: 'access.revoked'; readonly res: 'changed' | 'already' }
  | { readonly t: 'access.verified' }
  | { readonly t: 'access.failed'; readonly failure: FailureKind }

export function accessFact({ verb, outcome, failure }: Pick<StepReceipt, 'verb' | 'outcome' | 'failure'>): AccessFact {
  if (outcome === 'failed') return { t: 'access.failed', failure: failure?.kind ?? 'unknown' }
  const t = changedAs[verb]
  return t === 'access.verified' ? { t } : { t, res: outcome }
}

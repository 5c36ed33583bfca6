import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { TrippedLimit } from '../planning/check-guard.ts'
import type { Person } from '../roster/person.entity.ts'
import type { Case } from './case.entity.ts'

/** What the ledger says when a case opens. Who it is about stays outside the log, behind salted digests. */
export function openedEntries(
  lifecycle: Case,
  person: Pick<Person, 'personKey' | 'facts'>,
  tripped: readonly TrippedLimit[],
): readonly EntryDraft[] {
  const { givenName, familyName } = person.facts
  const opened: EntryDraft = {
    t: 'case.opened',
    sub: lifecycle.person,
    case: lifecycle.id,
    kind: lifecycle.kind,
    pol: lifecycle.policyDigest,
    plan: lifecycle.saltedPlanHash,
    effective: lifecycle.effectiveAt.toISOString(),
    recorded: lifecycle.recordedAt.toISOString(),
    facts: { personKey: person.personKey, givenName, familyName, planSalt: lifecycle.planSalt },
  }
  return [opened, ...tripped.map((limit) => trippedEntry(limit, lifecycle))]
}

export function endedEntry(lifecycle: Pick<Case, 'id' | 'person'>, res: 'closed' | 'cancelled' | 'superseded'): EntryDraft {
  return { t: 'case.closed', sub: lifecycle.person, case: lifecycle.id, res }
}

/** A limit as the ledger names it: `people`, `accounts.crm`, `week.deletions`. */
export function trippedEntry(limit: TrippedLimit, lifecycle?: Pick<Case, 'id'>): EntryDraft {
  const { counter, app, window, count } = limit
  const guard = [...(window === 'week' ? ['week'] : []), counter, ...(app === undefined ? [] : [app])].join('.').slice(0, 64)
  return { t: 'guard.tripped', ...(lifecycle === undefined ? {} : { case: lifecycle.id }), guard, count, limit: limit.limit }
}

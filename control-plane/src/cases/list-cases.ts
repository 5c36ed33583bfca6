import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import type { CaseKind, CaseState } from './case-states.ts'
import { type CaseTiming, caseTiming } from './case-timing.ts'

export interface CaseQuery {
  readonly organization: Id<'organization'>
  readonly states?: readonly CaseState[] | undefined
  readonly person?: Id<'person'> | undefined
  readonly limit: number
  /** Only cases opened before this instant: the last page's oldest. */
  readonly before?: Date | undefined
}

export interface CaseSummary extends CaseTiming {
  readonly id: Id<'case'>
  readonly person: Id<'person'>
  readonly name: string
  readonly kind: CaseKind
  readonly state: CaseState
  readonly reason: string | null
  readonly apps: readonly string[]
  readonly late: boolean
}

/** Newest first. */
export async function listCases(database: Database, query: CaseQuery): Promise<readonly CaseSummary[]> {
  return database.read(async (em) => {
    const { organization, states, person, before, limit } = query
    const where = {
      organization,
      ...(states === undefined ? {} : { state: { $in: [...states] } }),
      ...(person === undefined ? {} : { person }),
      ...(before === undefined ? {} : { openedAt: { $lt: before } }),
    }
    const cases = await em.find(Case, where, { orderBy: { openedAt: 'desc', id: 'asc' }, limit })
    const people = await em.find(Person, { organization, id: { $in: cases.map((one) => one.person) } })
    const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
    return cases.map((lifecycle) => toSummary(lifecycle, names.get(lifecycle.person) ?? ''))
  })
}

export function toSummary(lifecycle: Case, name: string): CaseSummary {
  const { id, person, kind, state, reason, plan } = lifecycle
  const timing = caseTiming(lifecycle)
  const apps = [...new Set([...plan.apps, ...plan.left].map(({ app }) => app))].sort()
  return { id, person, name, kind, state, reason: reason ?? null, apps, late: timing.toldLateMs > 0, ...timing }
}

import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Person } from '../roster/person.entity.ts'
import { Case } from './case.entity.ts'
import type { CaseState } from './case-states.ts'
import { type CaseTiming, caseTiming } from './case-timing.ts'
import { casesAskedOf } from './cases-asked-of.ts'

export interface CaseQuery {
  readonly organization: Id<'organization'>
  readonly states?: readonly CaseState[] | undefined
  readonly person?: Id<'person'> | undefined
  /** Only what this member is asked about. */
  readonly askedOf?: Id<'member'> | undefined
  readonly limit: number
  /** Only cases whose first ledger entry is before this one: the last page's lowest. Cases of one moment share an instant, never a place in the ledger. */
  readonly before?: number | undefined
}

export interface CaseSummary extends CaseTiming {
  readonly id: Id<'case'>
  readonly person: Id<'person'>
  readonly name: string
  readonly kind: CaseKind
  readonly state: CaseState
  readonly reason: string | null
  /** Until when it was postponed. */
  readonly heldUntil: string | null
  /** The order that opened it ahead of HR, and when HR said the same. */
  readonly order: Id<'order'> | null
  readonly agreedAt: string | null
  readonly apps: readonly string[]
  readonly late: boolean
  /** Place of its first entry in the ledger. */
  readonly ledgerFrom: number
}

/** Newest first. */
export async function listCases(database: Database, query: CaseQuery): Promise<readonly CaseSummary[]> {
  return database.read(async (em) => {
    const { organization, states, person, askedOf, before, limit } = query
    const where = {
      organization,
      ...(states === undefined ? {} : { state: { $in: [...states] } }),
      ...(person === undefined ? {} : { person }),
      ...(askedOf === undefined ? {} : { id: { $in: [...(await casesAskedOf(em, { organization, member: askedOf }))] } }),
      ...(before === undefined ? {} : { ledgerFrom: { $lt: before } }),
    }
    const cases = await em.find(Case, where, { orderBy: { ledgerFrom: 'desc' }, limit })
    const people = await em.find(Person, { organization, id: { $in: cases.map((one) => one.person) } })
    const names = new Map(people.map(({ id, facts }) => [id, `${facts.givenName} ${facts.familyName}`]))
    return cases.map((lifecycle) => toSummary(lifecycle, names.get(lifecycle.person) ?? ''))
  })
}

export function toSummary(lifecycle: Case, name: string): CaseSummary {
  const { id, person, kind, state, reason, plan, ledgerFrom } = lifecycle
  const timing = caseTiming(lifecycle)
  const apps = [...new Set([...plan.apps, ...plan.left, ...plan.tasks].flatMap(({ app }) => app ?? []))].sort()
  const { heldUntil, order, agreedAt } = lifecycle
  const ahead = { order: order ?? null, agreedAt: agreedAt?.toISOString() ?? null }
  const summary = { id, person, name, kind, state, reason: reason ?? null, heldUntil: heldUntil?.toISOString() ?? null, ...ahead, apps }
  return { ...summary, late: timing.toldLateMs > 0, ledgerFrom, ...timing }
}

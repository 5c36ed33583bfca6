import { type EngagementFacts, type PersonFacts, positionFields } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import type { HideableColumn } from './roster-columns.ts'

/** The facts that columns hold, by column. */
export const hiddenFields = {
  work_email: 'workEmail',
  country: 'country',
  time_zone: 'timeZone',
  department: 'department',
  title: 'title',
  manager_id: 'managerKey',
  location: 'location',
  cost_center: 'costCenter',
  end_date: 'endDate',
  last_working_day: 'lastWorkingDay',
  garden_leave_from: 'gardenLeaveFrom',
  leave_from: 'leaveFrom',
  leave_until: 'leaveUntil',
  status: 'sourceStatus',
} as const satisfies Readonly<Record<HideableColumn, keyof PersonFacts | keyof EngagementFacts>>

/** What HR states now, with the last known values where it hides them. What was never shown, of a new engagement too, is left out: it is not known. */
export function withHidden(facts: PersonFacts, before: PersonFacts | undefined, columns: readonly HideableColumn[]): PersonFacts {
  const fields = columns.map((column) => hiddenFields[column])
  const engagements = facts.engagements.map((engagement) => {
    const old = before?.engagements.find(({ engagementKey }) => engagementKey === engagement.engagementKey)
    const { positions } = engagement
    const restored = restore(engagement, old, fields)
    if (positions === undefined) return restored
    return {
      ...restored,
      positions: positions.map((position) => restore(position, old && positionOf(old, position.effectiveOn), fields)),
    }
  })
  return { ...restore(facts, before, fields), engagements }
}

function positionOf(engagement: EngagementFacts, day: string): Pick<EngagementFacts, (typeof positionFields)[number]> {
  const { department, title, managerKey, location, costCenter } = positionAt(engagement, day)
  return { department, title, managerKey, location, costCenter }
}

function restore<T extends object>(stated: T, before: object | undefined, fields: readonly string[]): T
function restore(stated: object, before: object | undefined, fields: readonly string[]): object {
  const shown = Object.entries(stated).filter(([name]) => !fields.includes(name))
  const kept = Object.entries(before ?? {}).filter(([name, value]) => fields.includes(name) && value !== undefined)
  return Object.fromEntries([...shown, ...kept])
}

import type { EngagementFacts, PositionField } from '@rollcall/shared/person'
import { positionAt } from '@rollcall/shared/position-at'
import type { Policy } from '../policy/policy.ts'
import type { Access } from '../roster/access-window.ts'
import { addDays } from '../roster/civil-days.ts'
import { localDate } from '../roster/local-instant.ts'
import { openFields } from '../roster/open-fields.ts'
import type { PlannedInstant } from '../schedule/instants.ts'
import type { NoticeKind } from './notice.entity.ts'

export interface NoticeQuestion {
  /** Extension included. */
  readonly access: Access
  readonly roster: Policy['roster']
  /** Ends of exceptions that earlier looks saw coming, and that have passed. */
  readonly exceptionsEnded: readonly Pick<PlannedInstant, 'about' | 'at'>[]
  readonly at: Date
}

export interface DueNotice {
  readonly kind: NoticeKind
  /** What tells it from the person's other notices. */
  readonly key: string
  readonly to: 'manager' | 'operators'
  readonly details: Readonly<Record<string, unknown>>
}

/**
 * What people should be told about one person now, from the facts as they are now: told again at every look and given once per key, so that a
 * night without us, or a date that HR keyed late, makes a warning late and never lost; and what is not true any more is not told.
 */
export function noticesDue(question: NoticeQuestion): readonly DueNotice[] {
  return [...contractEnds(question), ...accessEnds(question), ...startsWithPlaceholder(question), ...exceptionsOver(question)]
}

interface Horizon extends NoticeQuestion {
  readonly days: number
}

/** The nearest warning only: after a week without us, nobody needs to hear of two weeks. */
function contractEnds(question: NoticeQuestion): readonly DueNotice[] {
  const { access, roster } = question
  const [days] = [...roster.contractWarningDays]
    .sort((a, b) => a - b)
    .filter((some) => endWithin({ ...question, days: some }) !== undefined)
  const ends = days === undefined ? undefined : endWithin({ ...question, days })
  if (ends === undefined || access.engagements.find(({ to }) => to?.getTime() === ends.to.getTime())?.engagement.type !== 'contractor')
    return []
  return [{ kind: 'contract_ends', key: `${ends.date}/${days}`, to: 'manager', details: { lastDay: ends.date, days } }]
}

const assetDays = 3

function accessEnds(question: NoticeQuestion): readonly DueNotice[] {
  const ends = endWithin({ ...question, days: assetDays })
  return ends === undefined ? [] : [{ kind: 'access_ends_soon', key: ends.date, to: 'manager', details: { lastDay: ends.date } }]
}

/** When access ends, if that is still to come, and within so many days. */
function endWithin({ access, at, days }: Horizon): { readonly to: Date; readonly date: string } | undefined {
  const window = access.windows.find(({ from, to }) => from <= at && (to === undefined || at < to))
  if (window?.to === undefined) return undefined
  const date = localDate(window.to, access.zone.name)
  return date <= addDays(localDate(at, access.zone.name), days) ? { to: window.to, date } : undefined
}

const placeholderDays = 2

function startsWithPlaceholder({ access, roster, at }: NoticeQuestion): readonly DueNotice[] {
  const next = access.engagements.find(({ from }) => from > at)
  if (next === undefined || access.windows.some(({ from, to }) => from <= at && (to === undefined || at < to))) return []
  const { engagement, zone } = next
  if (engagement.startDate > addDays(localDate(at, zone.name), placeholderDays)) return []
  const position = positionAt(engagement, engagement.startDate)
  const open = openFields(position, roster.placeholders).map((field) => inWords(field, position))
  if (open.length === 0) return []
  const details = { startDate: engagement.startDate, fields: open }
  return [{ kind: 'start_with_placeholder', key: engagement.startDate, to: 'manager', details }]
}

/** A placeholder is there to be read; what is not needs a word. */
function inWords(field: PositionField, { notKnown, [field]: value }: EngagementFacts): string {
  if (notKnown?.includes(field) !== true) return field
  return `${field} (${value === undefined ? 'hidden' : 'not on the roster'})`
}

function exceptionsOver({ exceptionsEnded }: NoticeQuestion): readonly DueNotice[] {
  return exceptionsEnded.map(({ about, at }) => ({
    kind: 'exception_ends',
    key: `${about}/${at.toISOString()}`,
    to: 'operators',
    details: { about, endedAt: at.toISOString() },
  }))
}

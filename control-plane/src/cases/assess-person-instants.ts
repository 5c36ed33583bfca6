import { type CivilDate, toCivilDate } from '@rollcall/shared/civil-date'
import { positionAt } from '@rollcall/shared/position-at'
import type { AccessPhase } from '../planning/access-phase.ts'
import type { PlanFacts } from '../planning/plan-facts.ts'
import { leaveSuspendsAt } from '../planning/plan-leave.ts'
import { deletionAt } from '../planning/plan-over.ts'
import { listedExceptions } from '../policy/exceptional-access.ts'
import type { OpenException } from '../policy/open-exceptions.ts'
import type { Policy } from '../policy/policy.ts'
import { type Access, cutOffDate, type EngagementWindow } from '../roster/access-window.ts'
import { addDays } from '../roster/civil-days.ts'
import { localDate, localInstant } from '../roster/local-instant.ts'
import { openFields } from '../roster/open-fields.ts'
import type { InstantKind, PlannedInstant } from '../schedule/instants.ts'

export interface InstantQuestion {
  readonly facts: PlanFacts
  readonly phase: AccessPhase
  readonly access: Access
  readonly policy: Policy
  readonly personKey: string
  readonly exceptions: readonly OpenException[]
  readonly extendedUntil: CivilDate | undefined
}

/** Local time at which people are told of something that is days ahead. */
const noticeTime = '09:00'
const assetDays = 3
const placeholderDays = 2

/** Every instant after now at which something about the person changes, or somebody should be told, though HR says nothing. */
export function plannedInstants(question: InstantQuestion): readonly PlannedInstant[] {
  const all = [
    ...question.access.engagements.flatMap((window) => ofEngagement(question, window)),
    ...ofApps(question),
    ...ofAccounts(question),
    ...ofExceptions(question),
  ]
  return all.filter(({ at }) => at > question.facts.at)
}

function ofEngagement(question: InstantQuestion, window: EngagementWindow): readonly PlannedInstant[] {
  const { engagement, from, to, zone } = window
  const about = engagement.engagementKey
  const dated = (kind: InstantKind, date: CivilDate, time = '00:00') => onDay({ kind, about, date, time, zone: zone.name })
  const start = { kind: 'access_starts' as const, about, at: from, date: engagement.startDate, zone: zone.name }
  const later = (engagement.positions ?? []).slice(1).map(({ effectiveOn }) => dated('position_changes', effectiveOn))
  return [
    start,
    ...later,
    ...ofLeave(question, window),
    ...(to === undefined ? [] : ofEnd(question, window, to)),
    ...ofStart(question, window),
  ]
}

function ofEnd({ policy, access, extendedUntil }: InstantQuestion, window: EngagementWindow, to: Date): readonly PlannedInstant[] {
  const { engagement, isExtended } = window
  const zone = window.zone.name
  const about = engagement.engagementKey
  const last = isExtended ? (extendedUntil ?? cutOffDate(engagement)) : cutOffDate(engagement)
  const end: PlannedInstant = { kind: isExtended ? 'extension_ends' : 'access_ends', about, at: to, date: last, zone }
  // An engagement that another one follows without a gap ends nothing.
  const isTheEnd = access.windows.some((one) => one.to?.getTime() === to.getTime())
  if (last === null || !isTheEnd) return [end]
  const warnDays = engagement.type === 'contractor' ? policy.roster.contractWarningDays : []
  const warn = (kind: InstantKind, days: number, name: string) =>
    onDay({ kind, about: name, date: addDays(last, -days), time: noticeTime, zone })
  return [end, ...warnDays.map((days) => warn('contract_warning', days, `${about}/${days}`)), warn('assets_due', assetDays, about)]
}

function ofLeave({ policy }: InstantQuestion, { engagement, zone }: EngagementWindow): readonly PlannedInstant[] {
  const { leaveFrom, leaveUntil, engagementKey: about } = engagement
  if (leaveFrom == null) return []
  const dated = (kind: InstantKind, date: CivilDate) => onDay({ kind, about, date, time: '00:00', zone: zone.name })
  return [
    dated('leave_starts', leaveFrom),
    dated('leave_is_long', addDays(leaveFrom, policy.roster.longLeaveDays)),
    ...(leaveUntil == null ? [] : [dated('leave_ends', addDays(leaveUntil, 1))]),
  ]
}

function ofStart({ facts, phase, policy }: InstantQuestion, { engagement, zone }: EngagementWindow): readonly PlannedInstant[] {
  const isOpen = facts.undecided.size > 0 || openFields(positionAt(engagement, engagement.startDate), policy.roster.placeholders).length > 0
  if (phase !== 'before' || !isOpen) return []
  const date = addDays(engagement.startDate, -placeholderDays)
  return [onDay({ kind: 'placeholder_warning', about: engagement.engagementKey, date, time: noticeTime, zone: zone.name })]
}

/** Of a leave that is running; one that is ahead wakes the planner when it starts. */
function ofApps({ facts, phase, access }: InstantQuestion): readonly PlannedInstant[] {
  const zone = access.zone.name
  return [...facts.apps].flatMap(([app, { prepareAt }]) => {
    const prepare = phase === 'before' && facts.desired.has(app) && prepareAt !== undefined ? [prepareAt] : []
    const suspends = phase === 'inside' ? [leaveSuspendsAt(facts, app)].filter((at) => at !== undefined) : []
    return [
      ...prepare.map((at) => ({ kind: 'prepare' as const, about: app, at, date: toCivilDate(localDate(at, zone)), zone })),
      ...suspends.map((at) => ({ kind: 'leave_suspends' as const, about: app, at, date: null, zone: null })),
    ]
  })
}

function ofAccounts({ facts, phase }: InstantQuestion): readonly PlannedInstant[] {
  const held = new Set(facts.accounts.flatMap(({ app, entitlements }) => [app, ...entitlements.map((key) => `${app}/${key}`)]))
  const grace = [...facts.grace]
    .filter(([key]) => held.has(key))
    .map(([about, at]) => ({ kind: 'grace_ends' as const, about, at, date: null, zone: null }))
  const deletions =
    phase !== 'over'
      ? []
      : facts.accounts.flatMap((account) => {
          const at = deletionAt(facts, account)
          return at === undefined
            ? []
            : [{ kind: 'deletion' as const, about: `${account.app}/${account.nativeId}`, at, date: null, zone: null }]
        })
  return [...grace, ...deletions]
}

function ofExceptions({ exceptions, policy, personKey }: InstantQuestion): readonly PlannedInstant[] {
  const ends = [
    ...exceptions.map(({ app, entitlement, until }) => ({ about: entitlement === null ? app : `${app}/${entitlement}`, at: until })),
    ...listedExceptions(policy, personKey).map(({ exception, until }) => ({ about: `policy/${exception.until}`, at: until })),
  ]
  return ends.map((end) => ({ kind: 'exception_ends', ...end, date: null, zone: null }))
}

interface Day {
  readonly kind: InstantKind
  readonly about: string
  readonly date: CivilDate
  readonly time: string
  readonly zone: string
}

function onDay({ kind, about, date, time, zone }: Day): PlannedInstant {
  return { kind, about, at: localInstant(date, time, zone), date, zone }
}

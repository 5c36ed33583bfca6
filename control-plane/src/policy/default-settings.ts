import { defaultCalendar } from '../roster/calendar.ts'
import type { Policy, PolicyApp } from './policy.ts'

/** What an app gets where its document says nothing: lifecycle.md. */
export const defaultAppSettings: Omit<PolicyApp, 'title' | 'userName' | 'profile'> = {
  owner: null,
  order: 'app',
  requires: [],
  leadDays: 2,
  leaver: { endSessions: true, deleteAfterDays: null, tasks: [] },
  leave: { afterDays: 14, action: 'suspend' },
  rename: 'update',
  graceDays: 7,
  drift: { answer: 'ask', acceptDays: 90 },
  orphans: { disableAfterDays: null },
  listEveryHours: 24,
  manual: null,
  entitlements: new Map(),
}

export const defaultPolicySettings: Pick<Policy, 'roster' | 'correlation' | 'approvals' | 'separations' | 'exceptions'> = {
  roster: {
    vanished: 'ask',
    placeholders: new Set(['tbd', 'tba', 'n/a', '?', 'unknown', 'to be defined', 'offen']),
    addressesReservedMonths: 12,
    contractWarningDays: [14, 7, 1],
    longLeaveDays: 180,
  },
  correlation: {
    rules: [
      { rule: 'external_id', score: 1 },
      { rule: 'address', score: 0.95 },
      { rule: 'address_only', score: 0.8 },
      { rule: 'name', score: 0.5 },
    ],
    linkFrom: 0.95,
    askFrom: 0.5,
  },
  approvals: {
    restore: 'operators',
    privileged: null,
    forCauseNeedsTwo: false,
    policyNeedsTwo: false,
    fallback: [],
    escalateAfterHours: 48,
    expireAfterDays: 14,
  },
  separations: [],
  exceptions: [],
}

/** What says who works here, beside what HR states. */
export type RosterTerms = Pick<Policy, 'calendar' | 'roster'>

/** Before there is a policy. */
export const defaultRosterTerms: RosterTerms = { calendar: defaultCalendar, roster: defaultPolicySettings.roster }

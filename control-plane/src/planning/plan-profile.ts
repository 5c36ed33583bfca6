import { type AccountProfile, accountProfileSchema } from '@rollcall/shared/connector/account'
import { z } from 'zod'
import type { DesiredAccount } from '../policy/evaluate-policy.ts'
import type { PlannedStep } from './plan.ts'
import type { ObservedAccount } from './plan-facts.ts'

/** Only the fields that policy owns and that differ. An app that leaves out an empty field agrees with an empty one. */
export function planProfile(account: ObservedAccount, desired: DesiredAccount): readonly PlannedStep[] {
  const profile = profileChange(account.profile, desired)
  return profile === undefined
    ? []
    : [{ step: { verb: 'profile.update', profile }, because: desired.rules, why: whyOf(account.profile, profile) }]
}

/** Field by field: what the app says, and what policy makes of HR's facts. */
function whyOf(observed: AccountProfile, wanted: AccountProfile): readonly string[] {
  return fields.flatMap((field) => {
    const value = wanted[field]
    return value === undefined ? [] : [`${field} is "${observed[field] ?? ''}" there, and "${value}" by HR and policy`]
  })
}

const fields = z.keyof(accountProfileSchema).options

function profileChange(observed: AccountProfile, desired: DesiredAccount): AccountProfile | undefined {
  const differing = fields.flatMap((field): readonly (readonly [string, string])[] => {
    const value = desired.attributes[field]
    return value === undefined || value === (observed[field] ?? '') ? [] : [[field, value]]
  })
  return differing.length === 0 ? undefined : Object.fromEntries(differing)
}

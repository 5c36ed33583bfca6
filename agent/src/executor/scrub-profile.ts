import { type Account, accountProfileSchema } from '@rollcall/shared/connector/account'
import type { Scrubber } from '../vault/scrubber.ts'

/** The account as it may leave the agent: a secret that stands in its profile is masked, its identity is as the app has it. */
export function scrubProfile(account: Account, scrubber: Scrubber): Account {
  return { ...account, profile: accountProfileSchema.parse(scrubber.scrubDeep(account.profile)) }
}

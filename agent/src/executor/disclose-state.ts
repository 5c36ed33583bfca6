import type { Account } from '@rollcall/shared/connector/account'
import { type Disclosure, toDisclosure } from '@rollcall/shared/disclosure'
import { z } from 'zod'
import type { Random } from '../ports.ts'
import type { Scrubber } from '../vault/scrubber.ts'
import { scrubProfile } from './scrub-profile.ts'

const jsonSchema = z.json()

export interface DiscloseOptions {
  readonly random: Random
  readonly scrubber: Scrubber
}

/** Commits to an account as it was read; `null` where the app showed none. */
export function discloseState(name: string, account: Account | undefined, { random, scrubber }: DiscloseOptions): Disclosure {
  const value = account === undefined ? null : jsonSchema.parse(JSON.parse(JSON.stringify(scrubProfile(account, scrubber))))
  return toDisclosure(name, value, random(16))
}

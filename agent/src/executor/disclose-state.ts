import { canonicalJson, type Json } from '@rollcall/shared/canonical-json'
import type { Account } from '@rollcall/shared/connector/account'
import { sha256Hex } from '@rollcall/shared/digest'
import { type Disclosure, toDisclosure } from '@rollcall/shared/disclosure'
import { z } from 'zod'
import type { Random } from '../ports.ts'
import type { Scrubber } from '../vault/scrubber.ts'

/** So that the disclosures of 64 steps fit into one frame. */
const largestStateBytes = 7_000

export interface DiscloseOptions {
  readonly random: Random
  readonly scrubber: Scrubber
}

/** Commits to an account as it was read; `null` where the app showed none. A huge account is committed to by its digest. */
export function discloseState(name: string, account: Account | undefined, options: DiscloseOptions): Disclosure {
  const state = z.json().parse(options.scrubber.scrubDeep(account ?? null))
  return toDisclosure(name, account === undefined ? state : bounded(state, account), options.random(16))
}

function bounded(state: Json, { nativeId, userName, active, entitlements }: Account): Json {
  const bytes = canonicalJson(state)
  if (bytes.length <= largestStateBytes) return state
  return { nativeId, userName, active, entitlementCount: entitlements.length, sha256: sha256Hex(bytes) }
}

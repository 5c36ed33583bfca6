import { isSharpFall } from '../sharp-fall.ts'
import type { AccountRecord } from './account.entity.ts'
import type { Inventory } from './record-inventory.ts'

export interface Lacking {
  /** Was there, and is not any more. */
  readonly gone: readonly AccountRecord[]
  readonly present: number
  readonly missing: number
  /** So much is missing that the listing more likely was not whole. */
  readonly isPartial: boolean
}

interface Look extends Pick<Inventory, 'accounts' | 'requestedAt' | 'complete'> {
  readonly known: readonly AccountRecord[]
  /** An operator has said that many accounts are rightly missing. */
  readonly isFallAccepted: boolean
}

/** What was there and is not in the listing. The same rule as for a roster: a sharp fall is no fall. */
export function findLacking({ known, accounts, requestedAt, complete = true, isFallAccepted }: Look): Lacking {
  const listed = new Set(accounts.map(({ nativeId }) => nativeId))
  const present = known.filter((account) => account.present)
  const missing = complete ? present.filter(({ nativeId }) => !listed.has(nativeId)) : []
  const isPartial = !isFallAccepted && isSharpFall({ present: present.length, gone: missing.length })
  const gone = isPartial ? [] : missing.filter(({ observedAt }) => observedAt < requestedAt)
  return { gone, present: present.length, missing: missing.length, isPartial }
}

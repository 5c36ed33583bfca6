import type { Account } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { OutgoingFrame } from '../spool/outbox.ts'

const mostAccounts = 200
/** Leaves room for the frame around the accounts. */
const mostBytes = 900_000

/** Cuts a list of accounts into frames of at most 200 and well under 1 MiB, in order; an empty app makes one empty part. */
export function inventoryFrames(job: Id<'job'>, accounts: readonly Account[]): readonly OutgoingFrame[] {
  const parts = cut(accounts)
  return parts.map((part, index) => ({ kind: 'inventory', job, part: index, parts: parts.length, accounts: part }))
}

function cut(accounts: readonly Account[]): Account[][] {
  let current: Account[] = []
  let bytes = 0
  const parts = [current]
  for (const account of accounts) {
    const size = Buffer.byteLength(JSON.stringify(account)) + 1
    if (current.length === mostAccounts || (current.length > 0 && bytes + size > mostBytes)) {
      current = []
      bytes = 0
      parts.push(current)
    }
    current.push(account)
    bytes += size
  }
  return parts
}

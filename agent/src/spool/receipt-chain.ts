import type { Id } from '@rollcall/shared/ids'
import { firstPrevious } from '@rollcall/shared/receipt'
import { agentFrameSchema } from '@rollcall/shared/wire/frames'
import { z } from 'zod'
import type { Counters } from './counters.ts'
import type { ReceiptFrame } from './outbox.ts'
import type { Store } from './store.ts'

const receiptRow = z.object({ frame: z.string() })
const receiptFrameSchema = agentFrameSchema.options[0].omit({ sequence: true })

/** The agent's own copy of every receipt, and the head of their chain. */
export class ReceiptChain {
  readonly #store: Store
  readonly #counters: Counters
  constructor(store: Store, counters: Counters) {
    this.#store = store
    this.#counters = counters
  }

  /** Sequence of the last receipt and hex SHA-256 of its payload. */
  head(): { readonly sequence: number; readonly hash: string } {
    return { sequence: this.#counters.get('receipt'), hash: this.#counters.note('receipt_hash') ?? firstPrevious }
  }

  /** `job` only for a receipt that ends an attempt. */
  append(receipt: { sequence: number; hash: string; job: Id<'job'> | undefined; frame: ReceiptFrame }): void {
    this.#counters.set('receipt', receipt.sequence)
    this.#counters.setNote('receipt_hash', receipt.hash)
    const frame = JSON.stringify(receipt.frame)
    this.#store.run('insert into receipt (sequence, job, frame) values (?, ?, ?)', receipt.sequence, receipt.job ?? null, frame)
  }

  /** How the last attempt at a job ended. */
  lastOf(job: Id<'job'>): ReceiptFrame | undefined {
    const row = this.#store.row(receiptRow, 'select frame from receipt where job = ? order by sequence desc limit 1', job)
    return row === undefined ? undefined : receiptFrameSchema.parse(JSON.parse(row.frame))
  }
}

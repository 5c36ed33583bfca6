import type { Id } from '@rollcall/shared/ids'
import { firstPrevious } from '@rollcall/shared/receipt'
import { agentFrameSchema } from '@rollcall/shared/wire/frames'
import { z } from 'zod'
import type { Counters } from './counters.ts'
import type { ReceiptFrame } from './outbox.ts'
import type { Store } from './store.ts'

const receiptRow = z.object({ frame: z.string(), outbox: z.int() })
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

  append(receipt: { sequence: number; hash: string; job: Id<'job'> | undefined; frame: ReceiptFrame; outbox: number }): void {
    this.#counters.set('receipt', receipt.sequence)
    this.#counters.setNote('receipt_hash', receipt.hash)
    this.#store.run(
      'insert into receipt (sequence, job, frame, outbox) values (?, ?, ?, ?)',
      receipt.sequence,
      receipt.job ?? null,
      JSON.stringify(receipt.frame),
      receipt.outbox,
    )
  }

  /** The last receipt of a job, and the number it was sent under. */
  lastOf(job: Id<'job'>): { readonly frame: ReceiptFrame; readonly outbox: number } | undefined {
    const row = this.#store.row(receiptRow, 'select frame, outbox from receipt where job = ? order by sequence desc limit 1', job)
    return row === undefined ? undefined : { frame: receiptFrameSchema.parse(JSON.parse(row.frame)), outbox: row.outbox }
  }
}

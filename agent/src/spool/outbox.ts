import { type AgentFrame, agentFrameSchema } from '@rollcall/shared/wire/frames'
import { z } from 'zod'
import type { Counters } from './counters.ts'
import type { Store } from './store.ts'

const frameRow = z.object({ sequence: z.int(), frame: z.string() })
const countRow = z.object({ count: z.int() })

type Unnumbered<T> = T extends unknown ? Omit<T, 'sequence'> : never
/** A frame for the control plane that has no number yet. */
export type OutgoingFrame = Unnumbered<AgentFrame>
export type ReceiptFrame = Extract<OutgoingFrame, { kind: 'receipt' }>

/** Numbered frames, kept until the control plane has them. */
export class Outbox {
  readonly #store: Store
  readonly #counters: Counters
  #wake = Promise.withResolvers<void>()

  constructor(store: Store, counters: Counters) {
    this.#store = store
    this.#counters = counters
  }

  add(frame: OutgoingFrame): number {
    const sequence = this.#counters.get('sent') + 1
    this.#counters.set('sent', sequence)
    this.#store.run('insert into outbox (sequence, frame) values (?, ?)', sequence, JSON.stringify({ ...frame, sequence }))
    return sequence
  }

  /** The first frame with a higher number. */
  after(sequence: number): AgentFrame | undefined {
    const row = this.#store.row(frameRow, 'select sequence, frame from outbox where sequence > ? order by sequence limit 1', sequence)
    return row === undefined ? undefined : agentFrameSchema.parse(JSON.parse(row.frame))
  }

  acknowledge(received: number): void {
    this.#store.run('delete from outbox where sequence <= ?', received)
  }

  count(): number {
    return this.#store.row(countRow, 'select count(*) as count from outbox')?.count ?? 0
  }

  /** Resolves at the next `wake`. */
  get changed(): Promise<void> {
    return this.#wake.promise
  }

  /** Called after the transaction that added frames. */
  wake(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }
}

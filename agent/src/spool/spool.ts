import { Counters } from './counters.ts'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import { ReceiptChain } from './receipt-chain.ts'
import { ReplayStore } from './replay-store.ts'
import { Spending } from './spending.ts'
import { prepareSpool } from './spool-schema.ts'
import { StepLog } from './step-log.ts'
import { Store } from './store.ts'

const dayMs = 86_400_000

/** Everything the agent must not forget when it is killed: jobs in hand, effects under way, frames not yet acknowledged, what was seen before. */
export class Spool implements Disposable {
  readonly #store: Store
  readonly counters: Counters
  readonly journal: Journal
  readonly steps: StepLog
  readonly outbox: Outbox
  readonly replay: ReplayStore
  readonly spending: Spending
  readonly receipts: ReceiptChain

  constructor(file: string) {
    this.#store = new Store(file)
    prepareSpool(this.#store)
    this.counters = new Counters(this.#store)
    this.journal = new Journal(this.#store)
    this.steps = new StepLog(this.#store)
    this.outbox = new Outbox(this.#store, this.counters)
    this.replay = new ReplayStore(this.#store)
    this.spending = new Spending(this.#store)
    this.receipts = new ReceiptChain(this.#store, this.counters)
  }

  transaction<T>(work: () => T): T {
    return this.#store.transaction(work)
  }

  /**
   * Drops what time has made meaningless: an ended job with its steps, and a nonce, one day after the job has expired; what was spent of the
   * limits per hour after one day. Kept for good: receipts, the highest fence per app, counters. Kept until it is settled: a job in hand, a frame
   * that the control plane has not acknowledged.
   */
  prune(at: Date): void {
    const dayAgoSeconds = Math.floor((at.getTime() - dayMs) / 1000)
    this.transaction(() => {
      this.journal.prune(dayAgoSeconds)
      this.replay.prune(dayAgoSeconds)
      this.spending.prune(new Date(at.getTime() - dayMs))
    })
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]()
  }
}

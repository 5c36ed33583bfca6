import { accountSchema } from '@rollcall/shared/connector/account'
import { disclosureSchema } from '@rollcall/shared/disclosure'
import type { Id } from '@rollcall/shared/ids'
import { stepReceiptSchema } from '@rollcall/shared/receipt'
import { z } from 'zod'
import type { Store } from './store.ts'

/** A step that is over: its part of the receipt, and the personal facts that the receipt commits to. */
export const stepRecordSchema = z.strictObject({ receipt: stepReceiptSchema, disclosures: z.array(disclosureSchema) })
export type StepRecord = Readonly<z.infer<typeof stepRecordSchema>>

const beforeSchema = z.strictObject({ account: accountSchema.optional() })
const positionRow = z.object({ position: z.int() })
const stepRow = z.object({
  position: z.int(),
  state: z.enum(['effect', 'done']),
  started_at: z.string(),
  before: z.string().nullable(),
  record: z.string().nullable(),
})

/** What the spool knows of one step: an effect that may have happened, or its end. */
export type LoggedStep =
  | {
      readonly state: 'effect'
      readonly startedAt: string
      readonly before: z.infer<typeof beforeSchema>
      /** A receipt has told of the effect; it is remembered so that what it changed is found again. */
      readonly isTold: boolean
    }
  | { readonly state: 'done'; readonly record: StepRecord }

/** Steps of jobs in hand. A row `effect` without an end means: only a read of the app can tell. */
export class StepLog {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  find(job: Id<'job'>, position: number): LoggedStep | undefined {
    const row = this.#store.row(stepRow, 'select * from step where job = ? and position = ?', job, position)
    return row === undefined ? undefined : toLoggedStep(row)
  }

  /** Written, and on the disk, before the effect leaves this process. */
  recordIntent(job: Id<'job'>, position: number, intent: { startedAt: string; before: z.infer<typeof beforeSchema> }): void {
    this.#store.run(
      `insert into step (job, position, state, started_at, before) values (?, ?, 'effect', ?, ?)
       on conflict (job, position) do update set started_at = excluded.started_at, before = excluded.before, record = null where record is not null`,
      job,
      position,
      intent.startedAt,
      JSON.stringify(intent.before),
    )
  }

  finish(job: Id<'job'>, record: StepRecord): void {
    this.#store.run(
      `insert into step (job, position, state, started_at, record) values (?, ?, 'done', ?, ?)
       on conflict (job, position) do update set state = 'done', record = excluded.record`,
      job,
      record.receipt.index,
      record.receipt.startedAt,
      JSON.stringify(record),
    )
  }

  /** Ended steps in order. */
  finished(job: Id<'job'>): readonly StepRecord[] {
    const rows = this.#store.rows(stepRow, `select * from step where job = ? and state = 'done' order by position`, job)
    return rows.map((row) => stepRecordSchema.parse(JSON.parse(row.record ?? 'null')))
  }

  /** True when an effect may have happened that no receipt tells of yet. */
  hasOpenIntent(job: Id<'job'>): boolean {
    return (
      this.#store.row(positionRow, `select position from step where job = ? and state = 'effect' and record is null`, job) !== undefined
    )
  }

  /**
   * After a receipt has told of them. Open intents stay for the next attempt: only a read can settle them.
   * So do those of steps that failed without anyone knowing whether the effect happened: what the next attempt finds may be their doing.
   * A rename is remembered beyond its receipt: the next attempt of the same job still knows the account by its former name.
   */
  forget(job: Id<'job'>, which: 'finished' | 'all'): void {
    if (which === 'all') return void this.#store.run('delete from step where job = ?', job)
    this.#store.run(
      `update step set state = 'effect', record = null where job = ? and state = 'done' and before is not null
       and json_extract(record, '$.receipt.failure.kind') in ('throttled', 'timeout', 'unavailable', 'unverified', 'unknown')`,
      job,
    )
    this.#store.run(
      `update step set state = 'effect' where job = ? and state = 'done' and before is not null
       and json_extract(record, '$.receipt.verb') = 'account.rename' and json_extract(record, '$.receipt.outcome') = 'changed'`,
      job,
    )
    this.#store.run(`delete from step where job = ? and state = 'done'`, job)
  }
}

function toLoggedStep(row: z.infer<typeof stepRow>): LoggedStep {
  if (row.state === 'done') return { state: 'done', record: stepRecordSchema.parse(JSON.parse(row.record ?? 'null')) }
  const before = beforeSchema.parse(JSON.parse(row.before ?? '{}'))
  return { state: 'effect', startedAt: row.started_at, before, isTold: row.record !== null }
}

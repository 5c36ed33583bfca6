import { sha256HexSchema } from '@rollcall/shared/digest'
import { idSchema } from '@rollcall/shared/id-schema'
import type { Id } from '@rollcall/shared/ids'
import { z } from 'zod'
import type { Store } from './store.ts'

/**
 * `offerable`: an attempt ended without the job being done, or the job only lists; a new offer with a higher fence runs it again.
 * `finished`: done here; a new offer is answered with the same outcome.
 */
export const jobStates = ['accepted', 'started', 'offerable', 'finished'] as const

const entryRow = z
  .object({
    job: idSchema('job'),
    app: z.string(),
    fence: z.int(),
    attempt: z.int(),
    sequence: z.int(),
    expires_at: z.int(),
    substance: sha256HexSchema,
    payload: z.string(),
    job_hash: sha256HexSchema,
    state: z.enum(jobStates),
    cancelled: z.int(),
    lease_until: z.int(),
    lease_ms: z.int(),
  })
  .transform(({ expires_at, job_hash, lease_until, lease_ms, cancelled, ...row }) => ({
    ...row,
    expiresAt: expires_at,
    jobHash: job_hash,
    leaseUntilMs: lease_until,
    leaseMs: lease_ms,
    cancelled: cancelled === 1,
  }))

/** A job as this agent took it on. `payload` is the signed text; `substance` the digest of what it does, equal in every offer of the same job. */
export type JournalEntry = Readonly<z.infer<typeof entryRow>>
export type NewJournalEntry = Omit<JournalEntry, 'state' | 'cancelled'>

/** The jobs this agent has taken on and how far each has come. */
export class Journal {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  find(job: Id<'job'>): JournalEntry | undefined {
    return this.#store.row(entryRow, 'select * from journal where job = ?', job)
  }

  /** Jobs accepted or started and not yet ended, oldest first. */
  inHand(): readonly JournalEntry[] {
    return this.#store.rows(entryRow, `select * from journal where state in ('accepted', 'started') order by sequence`)
  }

  /** Takes on a job, or a later offer of one that is in hand or was not done. */
  accept(entry: NewJournalEntry): void {
    this.#store.run(
      `insert into journal (job, app, fence, attempt, sequence, expires_at, substance, payload, job_hash, state, cancelled, lease_until, lease_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', 0, ?, ?)
       on conflict (job) do update set fence = excluded.fence, attempt = excluded.attempt, sequence = excluded.sequence, expires_at = excluded.expires_at,
         payload = excluded.payload, job_hash = excluded.job_hash, lease_until = excluded.lease_until, lease_ms = excluded.lease_ms, cancelled = 0,
         state = case when state = 'started' then 'started' else 'accepted' end`,
      entry.job,
      entry.app,
      entry.fence,
      entry.attempt,
      entry.sequence,
      entry.expiresAt,
      entry.substance,
      entry.payload,
      entry.jobHash,
      entry.leaseUntilMs,
      entry.leaseMs,
    )
  }

  start(job: Id<'job'>): void {
    this.#store.run(`update journal set state = 'started' where job = ? and state = 'accepted'`, job)
  }

  extendLease(job: Id<'job'>, leaseUntilMs: number): void {
    this.#store.run('update journal set lease_until = ? where job = ?', leaseUntilMs, job)
  }

  cancel(job: Id<'job'>): void {
    this.#store.run('update journal set cancelled = 1 where job = ?', job)
  }

  end(job: Id<'job'>, state: 'offerable' | 'finished'): void {
    this.#store.run('update journal set state = ? where job = ?', state, job)
  }

  /** Forgets jobs that ended and whose signature could not run any more anyway. */
  prune(expiredBefore: number): void {
    this.#store.run(`delete from journal where state in ('finished', 'offerable') and expires_at < ?`, expiredBefore)
    this.#store.run('delete from step where job not in (select job from journal)')
  }
}

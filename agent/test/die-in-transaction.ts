import type { OutgoingFrame } from '../src/spool/outbox.ts'
import { Spool } from '../src/spool/spool.ts'

// Commits some work, then says so in the middle of a transaction that never ends.
const spool = new Spool(process.argv[2] ?? '')
const job = `job_${'1'.repeat(32)}` as const
const frame = { kind: 'inventory' as const, job, part: 0, parts: 1, accounts: [] } satisfies OutgoingFrame
const entry = { app: 'crm', fence: 1, attempt: 1, sequence: 1, expiresAt: 4_000_000_000, payload: '{}', leaseUntilMs: 5, leaseMs: 60_000 }
spool.transaction(() => {
  spool.counters.set('received', 1)
  spool.journal.accept({ ...entry, job, substance: 'a'.repeat(64), jobHash: 'b'.repeat(64) })
  spool.outbox.add(frame)
})
spool.journal.start(job)
spool.steps.recordIntent(job, 0, { startedAt: '2026-01-01T00:00:00.000Z', before: {} })
spool.transaction(() => {
  spool.counters.set('received', 2)
  spool.journal.end(job, 'finished')
  spool.outbox.add(frame)
  process.stdout.write('in the middle\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
})

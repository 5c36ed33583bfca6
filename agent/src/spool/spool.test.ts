import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Spool } from './spool.ts'

const job = `job_${'1'.repeat(32)}` as const
const entry = {
  job,
  app: 'crm',
  fence: 1,
  attempt: 1,
  sequence: 1,
  expiresAt: 4_000_000_000,
  substance: 'a'.repeat(64),
  payload: '{}',
  jobHash: 'b'.repeat(64),
  leaseUntilMs: 5,
  leaseMs: 60_000,
}

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-spool-'))
  file = join(folder, 'spool.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what was committed is there after kill -9, and what was not is gone as a whole', async () => {
  const child = spawn(process.execPath, [new URL('../../test/die-in-transaction.ts', import.meta.url).pathname, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  child.kill('SIGKILL')
  await exited
  using spool = new Spool(file)
  expect(spool.journal.inHand().map(({ job: id, state }) => [id, state])).toEqual([[job, 'started']])
  expect(spool.steps.find(job, 0)).toMatchObject({ state: 'effect' })
  expect(spool.counters.get('received')).toBe(1)
  expect(spool.outbox.count()).toBe(1)
  expect(spool.counters.get('sent')).toBe(1)
})

test('frames keep rising numbers after they were acknowledged', () => {
  using spool = new Spool(file)
  const add = () => spool.outbox.add({ kind: 'inventory', job, part: 0, parts: 1, accounts: [] })
  expect([add(), add()]).toEqual([1, 2])
  spool.outbox.acknowledge(2)
  expect(spool.outbox.after(0)).toBeUndefined()
  expect(add()).toBe(3)
  expect(spool.outbox.after(0)).toMatchObject({ sequence: 3, kind: 'inventory' })
})

test('a later offer of a running job keeps it running under the new fence', () => {
  using spool = new Spool(file)
  spool.journal.accept(entry)
  spool.journal.start(job)
  spool.journal.accept({ ...entry, fence: 9, attempt: 2 })
  expect(spool.journal.find(job)).toMatchObject({ state: 'started', fence: 9, attempt: 2 })
})

test('pruning forgets ended jobs whose time is long over and nothing else', () => {
  using spool = new Spool(file)
  spool.journal.accept({ ...entry, expiresAt: 100 })
  spool.replay.rememberNonce('n', 100)
  spool.prune(new Date(0))
  expect(spool.replay.hasNonce('n')).toBe(true)
  spool.prune(new Date('2026-01-01T00:00:00Z'))
  expect(spool.replay.hasNonce('n')).toBe(false)
  expect(spool.journal.find(job)).toBeDefined()
  spool.journal.end(job, 'finished')
  spool.prune(new Date('2026-01-01T00:00:00Z'))
  expect(spool.journal.find(job)).toBeUndefined()
})

test('a failing transaction leaves nothing behind', () => {
  using spool = new Spool(file)
  const act = () =>
    spool.transaction(() => {
      spool.counters.set('received', 7)
      spool.transaction(() => spool.journal.accept(entry))
      throw new Error('no')
    })
  expect(act).toThrow('no')
  expect(spool.counters.get('received')).toBe(0)
  expect(spool.journal.inHand()).toEqual([])
})

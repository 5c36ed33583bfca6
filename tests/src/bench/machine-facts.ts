import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { quantile } from './quantile.ts'

export type MachineFacts = ReturnType<typeof machineFacts>

/** What the figures depend on besides our code. The disk counts most: every commit waits for it. */
export function machineFacts(folder: string) {
  const processors = cpus()
  const waits = syncTimes(folder, 200)
  return {
    processor: processors[0]?.model ?? 'unknown',
    processors: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    /** Over one minute, at the start: what else runs here slows us down. */
    load: loadavg()[0] ?? 0,
    diskSyncMs: { median: quantile(waits, 0.5), p99: quantile(waits, 0.99) },
  }
}

/** Milliseconds that the disk needs to keep 4 KiB for good. */
function syncTimes(folder: string, count: number): readonly number[] {
  const path = join(folder, 'sync-times')
  const file = openSync(path, 'w')
  const waits = Array.from({ length: count }, () => {
    writeSync(file, Buffer.alloc(4_096))
    const startedAt = performance.now()
    fsyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  rmSync(path)
  return waits
}

import { openBenchCompany } from '../bench-company.ts'
import type { Benchmark } from '../benchmark.ts'
import { measureBatches } from './measure-batches.ts'
import { measureSingleAppends } from './measure-single-appends.ts'
import { measureVerification } from './measure-verification.ts'

export const ledgerBenchmark: Benchmark = {
  name: 'ledger',
  includes: [
    'SQLite in a file, write-ahead log, synchronous = FULL: every commit waits for the disk.',
    'single: one entry stamped, checked, hashed and committed; then the checkpoint of that size signed, the inclusion proof built, and both verified. Timed from when the call was due, on a log that holds the entries of the batches.',
    'batched: stamping, schema check, canonical JSON, hashing, tiles and commit; not making up the drafts.',
    'packet: a new process reads the zip and checks every claim once; the packet is a leaver’s with 50,000 entries in its range.',
  ],
  run: async (folder) => {
    await using company = await openBenchCompany(folder)
    const batches = await measureBatches(company)
    return [...(await measureSingleAppends(company)), ...batches, ...(await measureVerification(folder))]
  },
}

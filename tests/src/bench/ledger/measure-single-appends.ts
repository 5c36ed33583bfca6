import { setTimeout } from 'node:timers/promises'
import { appendEntries } from '@rollcall/control-plane/ledger/append-entries'
import { proveInclusion } from '@rollcall/control-plane/ledger/prove-inclusion'
import { readRange } from '@rollcall/control-plane/ledger/read-range'
import { signCheckpoint } from '@rollcall/control-plane/ledger/sign-checkpoint'
import { openCheckpoint } from '@rollcall/shared/log/checkpoint'
import { leafHash } from '@rollcall/shared/log/merkle'
import { verifyInclusion } from '@rollcall/shared/log/proofs'
import type { BenchCompany } from '../bench-company.ts'
import type { Measure } from '../benchmark.ts'
import { median, quantile } from '../quantile.ts'
import { sampleDraft } from './sample-draft.ts'

const perSecond = 100
const seconds = 10
const rounds = 3

/** Calls come by the clock, not when the last one has ended; each is timed from when it was due, so that a queue counts. */
export async function measureSingleAppends(company: BenchCompany): Promise<readonly Measure[]> {
  const all: (readonly number[])[] = []
  for (let round = 0; round < rounds; round++) all.push(await runRound(company))
  const p99s = all.map((waits) => quantile(waits, 0.99))
  return [
    {
      name: `append + checkpoint + proof at ${perSecond}/s for ${seconds} s, p99`,
      value: median(p99s),
      unit: 'ms',
      goal: { most: 25 },
      from: { rounds: p99s, calls: perSecond * seconds },
    },
    { name: 'append + checkpoint + proof, median', value: median(all.flat()), unit: 'ms' },
  ]
}

async function runRound(company: BenchCompany): Promise<readonly number[]> {
  const startedAt = performance.now()
  const calls = Array.from({ length: perSecond * seconds }, (_, at) => startedAt + (at * 1_000) / perSecond)
  return Promise.all(
    calls.map(async (dueAt) => {
      await setTimeout(Math.max(1, dueAt - performance.now()))
      await appendAndProve(company)
      return performance.now() - dueAt
    }),
  )
}

/** Only what is committed is signed for: the checkpoint and the proof are made once the entry is on the disk. */
async function appendAndProve({ ports, organization, log }: BenchCompany): Promise<void> {
  const { from, to } = await ports.database.transact((em) =>
    appendEntries(em, organization, [sampleDraft()], { at: ports.now(), random: ports.random }),
  )
  const { note, proof, leaf } = await ports.database.read(async (em) => ({
    note: await signCheckpoint(em, { organization, size: to, signer: log }),
    proof: (await proveInclusion(em, { organization, indexes: [from], size: to }))[0],
    leaf: (await readRange(em, { organization, from, to }))[0],
  }))
  if (proof === undefined || leaf === undefined) throw new Error('the ledger gave no proof')
  const { root } = openCheckpoint(note, [log.key])
  if (!verifyInclusion({ index: from, size: to, leafHash: leafHash(leaf.bytes), root, proof })) throw new Error('the proof does not hold')
}

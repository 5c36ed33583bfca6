import { appendEntries } from '@rollcall/control-plane/ledger/append-entries'
import type { BenchCompany } from '../bench-company.ts'
import type { Measure } from '../benchmark.ts'
import { median } from '../quantile.ts'
import { timeWork } from '../time-work.ts'
import { sampleDraft } from './sample-draft.ts'

const perTransaction = 1_000
const transactions = 10
const rounds = 5

/** As a large import or inventory writes them. From the draft to the commit; making up the drafts is not included. */
export async function measureBatches({ ports, organization }: BenchCompany): Promise<readonly Measure[]> {
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const batches = Array.from({ length: transactions }, () => Array.from({ length: perTransaction }, sampleDraft))
    const { ms } = await timeWork(async () => {
      for (const drafts of batches)
        await ports.database.transact((em) => appendEntries(em, organization, drafts, { at: ports.now(), random: ports.random }))
    })
    rates.push((perTransaction * transactions * 1_000) / ms)
  }
  return [
    {
      name: `entries appended, ${perTransaction} per transaction`,
      value: median(rates),
      unit: '/s',
      goal: { least: 20_000 },
      from: { rounds: rates },
    },
  ]
}

import type { Benchmark } from './benchmark.ts'
import { ledgerBenchmark } from './ledger/ledger-benchmark.ts'
import { planningBenchmark } from './planning/planning-benchmark.ts'
import { rosterBenchmark } from './roster/roster-benchmark.ts'

export const benchmarks: readonly Benchmark[] = [ledgerBenchmark, planningBenchmark, rosterBenchmark]

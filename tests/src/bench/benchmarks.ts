import type { Benchmark } from './benchmark.ts'
import { caseTimeBenchmark } from './cases/case-time-benchmark.ts'
import { overheadBenchmark } from './cases/overhead-benchmark.ts'
import { ledgerBenchmark } from './ledger/ledger-benchmark.ts'
import { planningBenchmark } from './planning/planning-benchmark.ts'
import { rosterBenchmark } from './roster/roster-benchmark.ts'

export const benchmarks: readonly Benchmark[] = [caseTimeBenchmark, overheadBenchmark, ledgerBenchmark, planningBenchmark, rosterBenchmark]

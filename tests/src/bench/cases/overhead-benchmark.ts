import { larkfieldRoster } from '../../company/larkfield-roster.ts'
import type { CaseDetail } from '../../stage/follow-case.ts'
import type { Benchmark, Measure } from '../benchmark.ts'
import { median, quantile } from '../quantile.ts'
import { dismiss, engineers, hire, move } from './bench-lives.ts'
import { type ClosedCase, closeCase } from './close-case.ts'
import { startInstantCompany } from './start-instant-company.ts'

/** A control plane runs for months: its first dozen cases, while the engine still compiles, are not what people get. */
const warmUps = 12
const cases = 40

export const overheadBenchmark: Benchmark = {
  name: 'overhead',
  includes: [
    'Control plane (SQLite, synchronous = FULL) and agent as two processes; two SCIM apps in a third, without latency or throttling.',
    `${cases} cases after ${warmUps} that do not count, one upload each: two joiners, then a mover or a leaver, two jobs with one to three steps each.`,
    'Timed from the answer to the upload until the case is closed: planning, guard, signing, sending, checking, every read, effect and read-back of the two apps, receipts, ledger, closing. The apps’ own answers are in it.',
  ],
  run: async (folder) => {
    await using company = await startInstantCompany(folder, larkfieldRoster())
    const closed: ClosedCase[] = []
    for (const csv of rosters(warmUps + cases)) closed.push(await closeCase(company.client, csv))
    return measures(closed.slice(warmUps))
  },
}

/** Each on top of the one before: two joiners, a mover, two joiners, a leaver, and so on. */
function* rosters(count: number): Generator<string> {
  let csv = larkfieldRoster()
  const people = engineers(csv).values()
  for (let at = 0; at < count; at++) {
    csv = at % 3 < 2 ? hire(csv, at) : change(csv, { at, person: people.next().value })
    yield csv
  }
}

function change(csv: string, { at, person }: { at: number; person: ReturnType<typeof engineers>[number] | undefined }): string {
  if (person === undefined) throw new RangeError('the company has too few engineers')
  return at % 6 === 2 ? move(csv, person) : dismiss(csv, person)
}

function measures(closed: readonly ClosedCase[]): readonly Measure[] {
  const times = closed.map(({ acceptedAt, closedAt }) => closedAt - acceptedAt)
  const parts = closed.map(partsOf)
  return [
    {
      name: `upload accepted → case closed, two instant apps, p95 of ${closed.length}`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: { most: 150 },
      from: { times },
    },
    { name: 'the same, median', value: median(times), unit: 'ms' },
    { name: 'of it until the case was open, median', value: median(parts.map(({ opening }) => opening)), unit: 'ms' },
    { name: 'of it until the first step began, median', value: median(parts.map(({ sending }) => sending)), unit: 'ms' },
    { name: 'of it in steps, first to last, median', value: median(parts.map(({ steps }) => steps)), unit: 'ms' },
    { name: 'of it after the last step, median', value: median(parts.map(({ closing }) => closing)), unit: 'ms' },
  ]
}

function partsOf({ found, acceptedAt, closedAt }: ClosedCase) {
  const openedAt = Date.parse(found.openedAt)
  const { from, to } = stepsOf(found)
  return { opening: openedAt - acceptedAt, sending: from - openedAt, steps: to - from, closing: closedAt - to }
}

function stepsOf({ jobs }: CaseDetail): { from: number; to: number } {
  const receipts = jobs.flatMap(({ steps }) => steps.flatMap(({ receipt }) => receipt ?? []))
  return {
    from: Math.min(...receipts.map(({ startedAt }) => Date.parse(startedAt))),
    to: Math.max(...receipts.map(({ finishedAt }) => Date.parse(finishedAt))),
  }
}

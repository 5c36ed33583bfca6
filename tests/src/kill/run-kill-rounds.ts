import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { look } from '../demo/follow-case.ts'
import { type Blow, liveRound, type RoundOutcome } from './kill-round.ts'
import type { KillStage } from './kill-stage.ts'
import { type EditKind, editKinds, nextEdit } from './next-edit.ts'
import { auditBooks, readBooks } from './read-books.ts'
import type { SeededChoice } from './seeded-choice.ts'

export interface KillReport {
  readonly round: number
  readonly kind: EditKind
  readonly blow: Blow
  readonly ms: number
  /** What went wrong, in words. */
  readonly faults: readonly string[]
}

interface Usual {
  readonly effects: readonly string[]
  readonly ms: number
}

/**
 * First one undisturbed life of each kind, to learn what happens and how long it takes; then lives during which somebody is killed at a random
 * instant between the upload and the closing. Tells each round to `onRound` as it ends.
 */
export async function runKillRounds(
  stage: KillStage,
  order: { readonly rounds: number; readonly choice: SeededChoice; readonly csv: string; readonly onRound: (report: KillReport) => void },
): Promise<readonly KillReport[]> {
  const { choice } = order
  const usual = new Map<EditKind, Usual>()
  let csv = order.csv
  for (const [number, kind] of editKinds.entries()) {
    csv = nextEdit(choice, { kind, csv, number }).csv
    const { effects, ms, cases } = await liveRound(stage, { kind, csv })
    if (cases.some(({ state }) => state !== 'closed'))
      throw new Error(`an undisturbed ${kind} ended as ${cases.map(({ state }) => state).join(', ')}`)
    usual.set(kind, { effects, ms })
  }
  const reports: KillReport[] = []
  for (let round = 1; round <= order.rounds; round += 1) {
    const kind = choice.oneOf(editKinds)
    csv = nextEdit(choice, { kind, csv, number: editKinds.length + round }).csv
    const known = usual.get(kind) ?? { effects: [], ms: 0 }
    const blow = { victims: choice.oneOf(combinations(stage.victims)), atMs: Math.round(choice.fraction() * known.ms) }
    const outcome = await liveRound(stage, { kind, csv }, blow)
    const report = { round, kind, blow, ms: outcome.ms, faults: await faultsOf(stage, outcome, known) }
    order.onRound(report)
    reports.push(report)
  }
  return reports
}

/** Each alone, and all together. */
function combinations(victims: KillStage['victims']): readonly Blow['victims'][] {
  return [...victims.map((victim) => [victim]), [...victims]]
}

async function faultsOf(stage: KillStage, { cases, effects }: RoundOutcome, usual: Usual): Promise<readonly string[]> {
  await look(20_000, 'receipts were left in a spool', async () => (readBooks(stage).undelivered === 0 ? true : undefined))
  const books = readBooks(stage)
  const jobs = cases.flatMap((found) => found.jobs)
  const withReceipt = new Set([...books.received.values()].flat().map(({ job }) => job))
  return [
    ...(cases.length === 1 && cases[0]?.state === 'closed'
      ? []
      : [`cases: ${cases.map(({ state, reason }) => `${state} ${reason ?? ''}`).join(', ')}`]),
    ...(sameTexts(effects, usual.effects) ? [] : [`effects: ${effects.join(', ')}; usual: ${usual.effects.join(', ')}`]),
    ...jobs.filter(({ id }) => id === null || !withReceipt.has(id)).map(({ app }) => `the job in ${app} has no receipt`),
    ...jobs.flatMap(({ app, steps }) => (steps.every(({ receipt }) => receipt !== null) ? [] : [`a step in ${app} has no receipt`])),
    ...auditBooks(books),
    ...(await faultsOfPackets(stage, cases)),
  ]
}

async function faultsOfPackets({ company }: KillStage, cases: RoundOutcome['cases']): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    cases.map(async ({ id }) => {
      const { zip } = await company.client.evidence.exportCase.mutate({ case: id })
      return verifyPacket(Buffer.from(zip, 'base64'), company.rootFingerprint)
    }),
  )
  return verdicts.flatMap(({ claims }) =>
    claims.filter(({ result }) => result === 'FAIL').map(({ claim, detail }) => `${claim}: ${detail}`),
  )
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at])
}

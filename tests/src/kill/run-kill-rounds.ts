import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { look } from '../stage/follow-case.ts'
import { type Blow, liveRound, type RoundOutcome } from './kill-round.ts'
import type { KillStage } from './kill-stage.ts'
import { type EditKind, editKinds, nextEdit, type RosterEdit } from './next-edit.ts'
import { auditBooks, readBooks } from './read-books.ts'
import type { SeededChoice } from './seeded-choice.ts'

export interface KillReport {
  readonly round: number
  readonly kind: EditKind
  readonly blow: Blow
  readonly ms: number
  /** The blow fell during the upload. */
  readonly uploadFailed: boolean
  /** What went wrong, in words. */
  readonly faults: readonly string[]
}

interface Usual {
  readonly effects: readonly string[]
  readonly ms: number
}

export interface KillOrder {
  readonly rounds: number
  readonly choice: SeededChoice
  readonly csv: string
  /** Called as each round ends. */
  readonly onRound: (report: KillReport) => void
}

/**
 * First one undisturbed life of each kind, to learn what happens and how long it takes; then lives during which somebody is killed at a random
 * instant between the upload and the closing.
 */
export async function runKillRounds(stage: KillStage, { rounds, choice, csv: first, onRound }: KillOrder): Promise<readonly KillReport[]> {
  const usual = new Map<EditKind, Usual>()
  const reports: KillReport[] = []
  let csv = first
  const edit = (kind: EditKind, number: number) => {
    csv = nextEdit(choice, { kind, csv, number }).csv
    return { kind, csv }
  }
  for (const [number, kind] of editKinds.entries()) usual.set(kind, await learn(stage, edit(kind, number)))
  for (let round = 1; round <= rounds; round += 1) {
    const kind = choice.oneOf(editKinds)
    const known = usual.get(kind) ?? { effects: [], ms: 0 }
    const blow = { victims: choice.oneOf(combinations(stage.victims)), atMs: Math.round(choice.fraction() * known.ms) }
    const outcome = await liveRound(stage, edit(kind, editKinds.length + round), blow)
    const { ms, uploadFailed } = outcome
    const report = { round, kind, blow, ms, uploadFailed, faults: await faultsOf(stage, outcome, known) }
    onRound(report)
    reports.push(report)
  }
  return reports
}

async function learn(stage: KillStage, edit: RosterEdit): Promise<Usual> {
  const { effects, ms, cases } = await liveRound(stage, edit)
  const states = cases.map(({ state }) => state).join(', ')
  if (states !== 'closed') throw new Error(`an undisturbed ${edit.kind} ended as ${states}`)
  return { effects, ms }
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

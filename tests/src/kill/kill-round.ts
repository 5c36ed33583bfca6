import { setTimeout as wait } from 'node:timers/promises'
import type { CaseDetail } from '../stage/follow-case.ts'
import { readEffects } from '../stage/read-effects.ts'
import type { KillStage, Victim } from './kill-stage.ts'
import type { RosterEdit } from './next-edit.ts'
import { isUnreachable, patiently } from './patiently.ts'

export interface Blow {
  readonly victims: readonly Victim[]
  /** After the upload began. */
  readonly atMs: number
}

export interface RoundOutcome {
  /** Every case that the edit opened, oldest first. */
  readonly cases: readonly CaseDetail[]
  /** What the apps saw, as text without names: `directory suspend`. In the order of the alphabet. */
  readonly effects: readonly string[]
  readonly uploadFailed: boolean
  readonly ms: number
}

/** Less than a lease and its grace: whoever comes back must go on by itself, not wait until its work is given out anew. */
const longestMs = 50_000

const openStates: ReadonlySet<string> = new Set(['planned', 'held', 'running', 'verifying'])

/** HR uploads an edited roster; the blow falls; what was killed starts again; the upload is repeated; then nobody does anything until the case ends. */
export async function liveRound(stage: KillStage, { csv }: RosterEdit, blow?: Blow): Promise<RoundOutcome> {
  const before = await readEffects(stage.apps)
  const startedAt = new Date()
  const uploading = upload(stage, csv)
  if (blow !== undefined) {
    // The instant of the blow is what is under test; nothing waits for it.
    await wait(blow.atMs)
    await stage.kill(blow.victims)
    await stage.start(blow.victims)
  }
  const uploadFailed = !(await uploading)
  if (blow !== undefined)
    await patiently(20_000, 'the upload could not be repeated', async () => ((await upload(stage, csv)) ? true : undefined))
  const cases = await casesSince(stage, startedAt)
  const effects = (await readEffects(stage.apps)).slice(before.length)
  return { cases, effects: effects.map(describeEffect).sort(), uploadFailed, ms: Date.now() - startedAt.getTime() }
}

/** False when no answer came. */
async function upload({ company }: KillStage, csv: string): Promise<boolean> {
  try {
    const outcome = await company.client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
    if (outcome.kind !== 'accepted') throw new Error(`the roster was not accepted: ${outcome.reasons.join('; ')}`)
    return true
  } catch (error) {
    if (isUnreachable(error)) return false
    throw error
  }
}

async function casesSince({ company: { client } }: KillStage, startedAt: Date): Promise<readonly CaseDetail[]> {
  return patiently(longestMs, 'the case did not end', async () => {
    const listed = await client.case.list.query({ limit: 10 })
    const since = listed.filter(({ openedAt }) => Date.parse(openedAt) >= startedAt.getTime())
    if (since.length === 0 || since.some(({ state }) => openStates.has(state))) return undefined
    return Promise.all(since.reverse().map(({ id }) => client.case.get.query({ case: id })))
  })
}

/** Departments differ between rounds; what happens does not. */
function describeEffect({ app, kind, detail }: Awaited<ReturnType<typeof readEffects>>[number]): string {
  return `${app} ${kind} ${(detail ?? '').replace(/^dept-.*/, 'dept')}`.trimEnd()
}

import { type CaseDetail, followCase, waitForCase } from '../stage/follow-case.ts'
import type { RunningCompany } from '../stage/start-company.ts'
import type { Life } from './lives.ts'
import { CaseView } from './show-case.ts'

export interface LivedLife {
  readonly life: Life
  readonly found: CaseDetail
  /** From the roster's upload to the closed case, in seconds, as the caller saw it. */
  readonly seconds: number
  readonly slowestApp: string
  /** From that app's first step to its last, by the agent's clock. */
  readonly slowestSeconds: number
}

export interface LifeInput {
  readonly company: Omit<RunningCompany, 'rootFingerprint'>
  readonly life: Life
  readonly csv: string
  /** Called as soon as the case is open; what it returns is waited for before the case is expected to end. */
  readonly meanwhile?: (found: CaseDetail) => Promise<void>
}

/** HR uploads the edited roster; then nobody does anything until the case is closed. */
export async function runLife({ company, life, csv, meanwhile }: LifeInput): Promise<LivedLife> {
  const startedAt = new Date()
  const outcome = await company.client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  if (outcome.kind !== 'accepted') throw new Error(`the roster was not accepted: ${outcome.reasons.join('; ')}`)
  const opened = await waitForCase(company.client, startedAt, 20_000)
  const view = new CaseView()
  const [found] = await Promise.all([
    followCase(company.client, opened.id, { timeoutMs: 120_000, onLook: (seen) => view.look(seen) }),
    meanwhile?.(opened),
  ])
  const seconds = (Date.now() - startedAt.getTime()) / 1000
  await view.end()
  return { life, found, seconds, ...slowest(found) }
}

function slowest(found: CaseDetail): { slowestApp: string; slowestSeconds: number } {
  const times = found.jobs.map(({ app, steps }) => {
    const receipts = steps.flatMap(({ receipt }) => (receipt === null ? [] : [receipt]))
    const from = Math.min(...receipts.map(({ startedAt }) => Date.parse(startedAt)))
    const to = Math.max(...receipts.map(({ finishedAt }) => Date.parse(finishedAt)))
    return { slowestApp: app, slowestSeconds: (to - from) / 1000 }
  })
  return times.reduce((most, time) => (time.slowestSeconds > most.slowestSeconds ? time : most), { slowestApp: '', slowestSeconds: 0 })
}

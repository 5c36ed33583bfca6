import { setTimeout } from 'node:timers/promises'
import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'
import type { CaseDetail } from '../../stage/follow-case.ts'

export interface ClosedCase {
  readonly found: CaseDetail
  /** Milliseconds since the epoch, by the one clock of this machine. */
  readonly uploadedAt: number
  readonly acceptedAt: number
  readonly closedAt: number
}

const limitMs = 60_000
/** Seldom: asking must not slow down what is measured, and the case itself says when it was closed. */
const everyMs = 300

/** Uploads a roster and waits until the one case that it opens is closed. */
export async function closeCase(client: ControlPlaneClient, csv: string): Promise<ClosedCase> {
  const uploadedAt = Date.now()
  const outcome = await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  const acceptedAt = Date.now()
  if (outcome.kind !== 'accepted') throw new Error(`the roster was not accepted: ${outcome.reasons.join('; ')}`)
  const found = await waitUntilClosed(client, uploadedAt)
  return { found, uploadedAt, acceptedAt, closedAt: Date.parse(found.closedAt ?? '') }
}

async function waitUntilClosed(client: ControlPlaneClient, openedAfter: number): Promise<CaseDetail> {
  while (Date.now() < openedAfter + limitMs) {
    await setTimeout(everyMs)
    const [newest] = await client.case.list.query({ limit: 1 })
    if (newest === undefined || Date.parse(newest.openedAt) < openedAfter) continue
    if (newest.state === 'closed') return client.case.get.query({ case: newest.id })
    if (newest.state !== 'running') throw new Error(`the case is ${newest.state}: ${newest.reason ?? 'no reason given'}`)
  }
  throw new Error(`no case was closed within ${limitMs / 1_000} s`)
}

import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'

export type CaseDetail = Awaited<ReturnType<ControlPlaneClient['case']['get']['query']>>
export type CaseJob = CaseDetail['jobs'][number]

const everyMs = 40
const endStates: ReadonlySet<string> = new Set(['closed', 'needs_person', 'held', 'cancelled', 'superseded'])

export interface FollowOptions {
  readonly timeoutMs: number
  readonly onLook?: (found: CaseDetail) => void
}

/** Waits for the case that a roster edit opens. */
export async function waitForCase(client: ControlPlaneClient, openedAfter: Date, timeoutMs: number): Promise<CaseDetail> {
  const found = await look(timeoutMs, 'no case was opened', async () => {
    const [newest] = await client.case.list.query({ limit: 1 })
    return newest !== undefined && Date.parse(newest.openedAt) >= openedAfter.getTime() ? newest : undefined
  })
  return client.case.get.query({ case: found.id })
}

/** Follows a case until it has ended or waits for a person. */
export function followCase(client: ControlPlaneClient, id: CaseDetail['id'], options: FollowOptions): Promise<CaseDetail> {
  return look(options.timeoutMs, `case ${id} did not end`, async () => {
    const found = await client.case.get.query({ case: id })
    options.onLook?.(found)
    return endStates.has(found.state) ? found : undefined
  })
}

export async function look<T>(timeoutMs: number, failure: string, attempt: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await attempt()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`${failure} within ${timeoutMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

import type { Request, Response } from 'playwright-core'
import type { Run } from './run.ts'

/** Listens from just before a commit: what was sent, and what came back, is evidence. */
export interface CommitWindow extends AsyncDisposable {
  hasSent(): boolean
  /** Waits until what was sent has been answered, or the time is up. Gives the statuses of the answers. */
  settle(timeoutMs: number): Promise<readonly number[]>
}

const none = new Uint8Array()

export function openCommitWindow(run: Run): CommitWindow {
  const sent: Promise<number | undefined>[] = []
  const firstSent = Promise.withResolvers<void>()
  const closed = new AbortController()
  const onRequest = (request: Request) => {
    if (!isWrite(request)) return
    sent.push(recordAnswer(run, request, closed.signal))
    firstSent.resolve()
  }
  run.page.on('request', onRequest)
  return {
    hasSent: () => sent.length > 0,
    settle: async (timeoutMs) => {
      const timer = new AbortController()
      const answered = firstSent.promise.then(() => Promise.all(sent)).then((all) => all.filter((status) => status !== undefined))
      const late = run.tools.wait(timeoutMs, AbortSignal.any([run.signal, timer.signal])).then(
        () => [],
        () => [],
      )
      try {
        return await Promise.race([answered, late])
      } finally {
        timer.abort()
      }
    },
    [Symbol.asyncDispose]: async () => {
      run.page.off('request', onRequest)
      closed.abort()
    },
  }
}

// Some old apps change things by following a link, so a navigation counts; the page that a POST redirects to does not.
function isWrite(request: Request): boolean {
  if (request.method() !== 'GET' && request.method() !== 'HEAD') return true
  return request.isNavigationRequest() && request.redirectedFrom() === null
}

async function recordAnswer(run: Run, request: Request, closed: AbortSignal): Promise<number | undefined> {
  const response = await request.response().catch(() => null)
  if (response === null) return undefined
  const exchange = { method: request.method(), status: response.status(), request: bodyOf(request), response: await answerOf(response) }
  // What comes after the window belongs to no step any more.
  if (!closed.aborted) run.tools.recordExchange(exchange)
  return response.status()
}

function bodyOf(request: Request): Uint8Array {
  return request.postDataBuffer() ?? none
}

// A redirect has no body to ask for.
async function answerOf(response: Response): Promise<Uint8Array> {
  if (response.status() >= 300 && response.status() < 400) return none
  return response.body().catch(() => none)
}

import { createTRPCClient, httpBatchLink } from '@trpc/client'
import type { AppRouter } from '../../src/http/app-router.ts'

const longestAnswerMs = 20_000

/** The API as one operator, on the server that this page came from. No request waits for ever. */
export function createApiClient(token: string) {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: '/trpc',
        maxItems: 20,
        headers: { authorization: `Bearer ${token}` },
        fetch: (input, init) => fetch(input, { ...init, signal: inTime(init?.signal) }),
      }),
    ],
  })
}

function inTime(signal: AbortSignal | null | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(longestAnswerMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}

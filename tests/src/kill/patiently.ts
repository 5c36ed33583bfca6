import { TRPCClientError } from '@trpc/client'
import { look } from '../stage/follow-case.ts'

/** Looks until there is something to see, also across a control plane that is down just now. An answer that is an error still fails at once. */
export function patiently<T>(timeoutMs: number, failure: string, attempt: () => Promise<T | undefined>): Promise<T> {
  return look(timeoutMs, failure, async () => {
    try {
      return await attempt()
    } catch (error) {
      if (isUnreachable(error)) return undefined
      throw error
    }
  })
}

/** No answer came: an answer of the control plane always says what it is. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data === undefined
}

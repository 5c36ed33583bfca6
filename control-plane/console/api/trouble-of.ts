import type { TRPCClientErrorLike } from '@trpc/client'
import type { AppRouter } from '../../src/http/app-router.ts'

/** What a failed request means for the person at the console. */
export type Trouble =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'refused'; readonly message: string }

/** An error without our own error data did not come from Rollcall: the network or something in between answered. */
export function troubleOf({ data, message }: Pick<TRPCClientErrorLike<AppRouter>, 'data' | 'message'>): Trouble {
  if (!data) return { kind: 'unreachable' }
  if (data.code === 'UNAUTHORIZED') return { kind: 'signed_out' }
  return data.appCode === 'case_not_found' ? { kind: 'not_found' } : { kind: 'refused', message }
}

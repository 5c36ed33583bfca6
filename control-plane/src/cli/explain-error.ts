import { TRPCClientError } from '@trpc/client'
import { ZodError, z } from 'zod'

/** One or a few lines for a person: what happened and what to do. Never a stack. */
export function explainError(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error)
  if (error instanceof TRPCClientError && error.data === undefined)
    return `the control plane does not answer (${rootMessage(error)}): is it running, and is ROLLCALL_URL right?`
  return rootMessage(error)
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return 'something failed'
  return error.message !== '' ? error.message : rootMessage(error.cause)
}

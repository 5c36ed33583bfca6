import { TRPCClientError } from '@trpc/client'
import { ZodError } from 'zod'
import { describeIssues } from '../describe-issues.ts'

/** One or a few lines for a person: what happened and what to do. Never a stack. */
export function explainError(error: unknown): string {
  if (error instanceof ZodError) return describeIssues(error)
  if (error instanceof TRPCClientError && error.data === undefined)
    return `the control plane does not answer (${rootMessage(error)}): is it running, and is ROLLCALL_URL right?`
  return portTrouble(error) ?? fileTrouble(error) ?? rootMessage(error)
}

function portTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return undefined
  return 'the address is taken by another program: stop that one, or set ROLLCALL_PORT to another port'
}

/** Node's own sentence names the system call; a person wants the file. */
function fileTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error) || typeof error.path !== 'string') return undefined
  if (error.code === 'ENOENT') return `there is no file ${error.path}`
  if (error.code === 'EACCES' || error.code === 'EPERM') return `${error.path} may not be read or written by you`
  return error.code === 'EISDIR' ? `${error.path} is a folder, not a file` : undefined
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return 'something failed'
  return error.message !== '' ? error.message : rootMessage(error.cause)
}

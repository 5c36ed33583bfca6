import type { TRPCError } from '@trpc/server'
import type { Logger } from 'pino'
import { ZodError } from 'zod'
import { describeIssues } from '../describe-issues.ts'
import { findDomainError } from './domain-errors.ts'

export interface ErrorDescription {
  readonly message: string
  /** Stable word for programs. */
  readonly appCode: string
  readonly details: Readonly<Record<string, string | number>>
}

export interface DescribePorts {
  readonly log: Logger
  readonly random: (bytes: number) => Uint8Array
}

/** Says what a caller may know of an error. Unknown errors are logged once, here, and shown only as a reference. */
export function describeError(error: TRPCError, ports: DescribePorts | undefined): ErrorDescription {
  if (error.cause instanceof ZodError)
    return { message: `the request is not valid: ${describeIssues(error.cause)}`, appCode: 'invalid_request', details: {} }
  const domain = findDomainError(error.cause)
  if (domain !== undefined) return domain.description
  if (error.code !== 'INTERNAL_SERVER_ERROR') return { message: error.message, appCode: error.code.toLowerCase(), details: {} }
  const reference = Buffer.from(ports?.random(8) ?? []).toString('hex')
  ports?.log.error({ err: error.cause ?? error, reference }, 'a procedure failed')
  return {
    message: `something failed on our side; nothing was changed. Try again, and name the reference ${reference} if it stays.`,
    appCode: 'internal',
    details: { reference },
  }
}

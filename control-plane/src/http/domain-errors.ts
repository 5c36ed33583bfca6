import { CaseCommandError } from '../cases/case-command-error.ts'
import { NothingToExportError } from '../evidence/export-case-packet.ts'
import { PolicyError } from '../policy/policy-error.ts'
import { RosterFileError } from '../roster/roster-file-error.ts'
import type { ErrorDescription } from './describe-error.ts'

export interface DomainError {
  /** As the API's protocol counts it. */
  readonly code: 'BAD_REQUEST' | 'NOT_FOUND' | 'CONFLICT'
  readonly description: ErrorDescription
}

/** Errors that a caller caused and can mend: shown whole, with where in the file it is. Everything else is ours. */
export function findDomainError(error: unknown): DomainError | undefined {
  if (error instanceof RosterFileError) return { code: 'BAD_REQUEST', description: describe(error, `roster_${error.code}`, place(error)) }
  if (error instanceof PolicyError) return { code: 'BAD_REQUEST', description: describe(error, `policy_${error.code}`, place(error)) }
  if (error instanceof CaseCommandError)
    return { code: error.code === 'not_found' ? 'NOT_FOUND' : 'CONFLICT', description: describe(error, `case_${error.code}`) }
  if (error instanceof NothingToExportError) return { code: 'NOT_FOUND', description: describe(error, 'evidence_nothing') }
  return undefined
}

function describe({ message }: Error, appCode: string, details: ErrorDescription['details'] = {}): ErrorDescription {
  return { message, appCode, details }
}

function place({
  line,
  column,
}: {
  readonly line: number | undefined
  readonly column: number | string | undefined
}): Readonly<Record<string, string | number>> {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
}

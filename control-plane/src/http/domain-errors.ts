import { CaseCommandError } from '../cases/case-command-error.ts'
import { NothingToExportError } from '../evidence/export-case-packet.ts'
import { PolicyError } from '../policy/policy-error.ts'
import { RosterFileError } from '../roster/roster-file-error.ts'
import type { ErrorDescription } from './describe-error.ts'

/** Errors that a caller caused and can mend: shown whole, with where in the file it is. Everything else is ours. */
export function findDomainError(error: unknown): ErrorDescription | undefined {
  if (error instanceof RosterFileError) return { message: error.message, appCode: `roster_${error.code}`, details: place(error) }
  if (error instanceof PolicyError) return { message: error.message, appCode: `policy_${error.code}`, details: place(error) }
  if (error instanceof CaseCommandError) return { message: error.message, appCode: `case_${error.code}`, details: {} }
  if (error instanceof NothingToExportError) return { message: error.message, appCode: 'evidence_nothing', details: {} }
  return undefined
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

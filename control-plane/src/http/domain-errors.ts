import { AccountError } from '../accounts/account-error.ts'
import { ApprovalError } from '../approvals/approval-error.ts'
import { CaseCommandError } from '../cases/case-command-error.ts'
import { NothingToExportError } from '../evidence/export-case-packet.ts'
import { OrderError } from '../orders/order-error.ts'
import { ApproverKeyError } from '../organizations/approver-key-error.ts'
import { MemberError } from '../organizations/member-error.ts'
import { ExceptionError } from '../policy/exception-error.ts'
import { PolicyError } from '../policy/policy-error.ts'
import { PolicyVersionError } from '../policy/policy-version-error.ts'
import { QuestionError } from '../questions/question-error.ts'
import { RehireAnswerError } from '../roster/answer-rehire.ts'
import { RosterFileError } from '../roster/roster-file-error.ts'
import { RosterQueryError } from '../roster/roster-query-error.ts'
import { SimulationError } from '../simulation/simulation-error.ts'
import { TaskError } from '../tasks/task-error.ts'
import type { ErrorDescription } from './describe-error.ts'

export interface DomainError {
  /** As the API's protocol counts it. */
  readonly code: 'BAD_REQUEST' | 'NOT_FOUND' | 'CONFLICT'
  readonly description: ErrorDescription
}

/** Errors that a caller caused and can mend: shown whole, with where in the file it is. Everything else is ours. */
export function findDomainError(error: unknown): DomainError | undefined {
  if (error instanceof RosterFileError) return { code: 'BAD_REQUEST', description: describe(error, `roster_${error.code}`, place(error)) }
  if (error instanceof RosterQueryError)
    return { code: error.code === 'not_found' ? 'NOT_FOUND' : 'BAD_REQUEST', description: describe(error, `roster_${error.code}`) }
  if (error instanceof PolicyError) return { code: 'BAD_REQUEST', description: describe(error, `policy_${error.code}`, place(error)) }
  if (error instanceof PolicyVersionError)
    return { code: error.code === 'not_found' ? 'NOT_FOUND' : 'CONFLICT', description: describe(error, `policy_${error.code}`) }
  if (error instanceof CaseCommandError)
    return { code: error.code === 'not_found' ? 'NOT_FOUND' : 'CONFLICT', description: describe(error, `case_${error.code}`) }
  if (error instanceof SimulationError)
    return { code: error.code === 'moved' ? 'CONFLICT' : 'BAD_REQUEST', description: describe(error, `simulation_${error.code}`) }
  if (error instanceof NothingToExportError) return { code: 'NOT_FOUND', description: describe(error, 'evidence_nothing') }
  if (error instanceof ApprovalError) return { code: approvalCode(error.code), description: describe(error, `approval_${error.code}`) }
  if (error instanceof ApproverKeyError)
    return { code: approverKeyCode(error.code), description: describe(error, `approver_key_${error.code}`) }
  if (error instanceof MemberError)
    return { code: error.code === 'not_found' ? 'NOT_FOUND' : 'CONFLICT', description: describe(error, `member_${error.code}`) }
  if (error instanceof OrderError) return { code: errorCode(error.code), description: describe(error, `order_${error.code}`) }
  if (error instanceof TaskError) return { code: errorCode(error.code), description: describe(error, `task_${error.code}`) }
  if (error instanceof AccountError) return { code: errorCode(error.code), description: describe(error, `account_${error.code}`) }
  if (error instanceof QuestionError) return { code: errorCode(error.code), description: describe(error, `question_${error.code}`) }
  if (error instanceof ExceptionError) return { code: errorCode(error.code), description: describe(error, `exception_${error.code}`) }
  if (error instanceof RehireAnswerError) return { code: 'BAD_REQUEST', description: describe(error, 'question_does_not_fit') }
  return undefined
}

function errorCode(code: OrderError['code'] | TaskError['code'] | QuestionError['code']): DomainError['code'] {
  if (code === 'not_found') return 'NOT_FOUND'
  return code === 'does_not_fit' || code === 'bad_proof' ? 'BAD_REQUEST' : 'CONFLICT'
}

function approvalCode(code: ApprovalError['code']): DomainError['code'] {
  if (code === 'not_found') return 'NOT_FOUND'
  return code === 'signature' ? 'BAD_REQUEST' : 'CONFLICT'
}

function approverKeyCode(code: ApproverKeyError['code']): DomainError['code'] {
  if (code === 'not_found') return 'NOT_FOUND'
  return code === 'taken' || code === 'no_name' ? 'CONFLICT' : 'BAD_REQUEST'
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

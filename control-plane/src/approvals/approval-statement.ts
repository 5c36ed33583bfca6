import { type ApprovalStatement, approvalStatementSchema } from '@rollcall/shared/approval'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import type { Id } from '@rollcall/shared/ids'
import type { ApprovalRequest } from './approval-request.entity.ts'

/** For how long jobs may go out under what somebody signed. */
const validSeconds = 7 * 24 * 3_600
/** How long somebody may take to read before they sign. */
const freshSeconds = 15 * 60
const skewSeconds = 120

export interface Saying {
  readonly member: Id<'member'>
  readonly decision: ApprovalStatement['decision']
}

/** The one canonical spelling of what a member says about a request from this moment on: the bytes that they sign. */
export function approvalStatement(request: ApprovalRequest, said: Saying, at: Date): Uint8Array {
  return spell(request, said, Math.floor(at.getTime() / 1000))
}

/** Whether these bytes are what this member says about this request, put together here no longer than a quarter of an hour ago. */
export function isOurStatement(
  request: ApprovalRequest,
  { statement, ...said }: Saying & { readonly statement: Uint8Array },
  at: Date,
): boolean {
  const parsed = approvalStatementSchema.safeParse(parseJson(statement))
  if (!parsed.success || Buffer.compare(spell(request, said, parsed.data.iat), statement) !== 0) return false
  const ageSeconds = at.getTime() / 1000 - parsed.data.iat
  return ageSeconds >= -skewSeconds && ageSeconds <= freshSeconds
}

function spell({ id, organization, planHash, effects }: ApprovalRequest, { member, decision }: Saying, iat: number): Uint8Array {
  const statement: ApprovalStatement = {
    v: 1,
    organization,
    approval: id,
    member,
    decision,
    planHash,
    effects: [...effects],
    iat,
    exp: iat + validSeconds,
  }
  return canonicalJson(statement)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

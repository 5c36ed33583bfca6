import { canonicalJson } from './canonical-json.ts'
import type { Id } from './ids.ts'

export interface ApproverKeyProof {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** What the control plane sent, base64url. */
  readonly challenge: string
}

/** What the owner of a new approver key signs with it, to show that they have it. No approval can be read out of these bytes. */
export function approverKeyProof({ organization, member, challenge }: ApproverKeyProof): Uint8Array {
  return canonicalJson({ v: 1, purpose: 'rollcall approver key', organization, member, challenge })
}

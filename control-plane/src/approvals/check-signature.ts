import type { SignedApproval } from '@rollcall/shared/approval'
import { type ApproverPublicKey, verifyApproval } from '@rollcall/shared/verify-approval'
import type { ApproverKey } from '../organizations/approver-key.entity.ts'
import type { RelyingParty } from '../organizations/relying-party.ts'
import { ApprovalError } from './approval-error.ts'
import type { ApprovalRequest } from './approval-request.entity.ts'
import { isOurStatement, type Saying } from './approval-statement.ts'

export interface Signing extends Saying {
  readonly request: ApprovalRequest
  readonly signed: SignedApproval | undefined
  /** The member's keys. */
  readonly keys: readonly ApproverKey[]
  readonly site: RelyingParty | undefined
  readonly at: Date
}

/** The key that signed; undefined for a member who has none and signs nothing. Whoever has a key signs. @throws ApprovalError */
export function checkSignature({ request, signed, keys, site, at, ...said }: Signing): ApproverKey | undefined {
  if (signed === undefined && keys.length === 0) return undefined
  if (signed === undefined) throw new ApprovalError('signature_missing', 'you have an approver key: sign with it ("--key")')
  const key = keys.find((one) => verifyApproval(signed, toPublicKeys(one, site)) !== undefined)
  const statement = Buffer.from(signed.statement, 'base64')
  if (key === undefined) throw new ApprovalError('signature', 'none of your keys signed this: register the key first, or use the right one')
  if (!isOurStatement(request, { ...said, statement }, at))
    throw new ApprovalError('signature', 'what was signed is not this request, or is more than a quarter of an hour old: ask for it anew')
  if (hasFallenBack(key, signed))
    throw new ApprovalError('signature', 'this passkey was used elsewhere in between, as if there were two: revoke it')
  return key
}

function toPublicKeys({ id, kind, publicKey: pem, credential }: ApproverKey, site: RelyingParty | undefined): readonly ApproverPublicKey[] {
  if (kind === 'ed25519') return [{ name: id, kind, pem }]
  if (site === undefined || credential == null) return []
  return [{ name: id, kind, pem, credentialId: credential, rpId: site.id, origins: site.origins }]
}

/** WebAuthn Level 3 §7.2 step 22: a counter that does not rise shows a copy; authenticators without one always say 0. */
function hasFallenBack(key: ApproverKey, signed: SignedApproval): boolean {
  const counter = counterOf(signed)
  return (counter !== 0 || key.counter !== 0) && key.kind === 'passkey' && counter <= key.counter
}

/** Four bytes after the site's hash and the flags. */
export function counterOf({ signature }: SignedApproval): number {
  return signature.kind === 'passkey' ? Buffer.from(signature.authenticatorData, 'base64').readUInt32BE(33) : 0
}

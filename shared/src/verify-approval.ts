import { type ApprovalSignature, type ApprovalStatement, approvalStatementSchema, effectDigest, type SignedApproval } from './approval.ts'
import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './digest.ts'
import { isSignedBy, toVerifyingKey } from './envelope/keys.ts'
import type { Job } from './job.ts'

/** A public key (SPKI PEM) that somebody trusts to say yes or no, and whose it is. One human being has one name, however many keys. */
export type ApproverPublicKey =
  | { readonly name: string; readonly kind: 'ed25519'; readonly pem: string }
  | {
      readonly name: string
      readonly kind: 'passkey'
      readonly pem: string
      /** Base64url. */
      readonly credentialId: string
      readonly rpId: string
      readonly origins: readonly string[]
    }

export interface VerifiedApproval {
  readonly statement: ApprovalStatement
  /** Name of the key's owner. */
  readonly by: string
}

/** What was said and by whom, or undefined unless one of these keys signed exactly these bytes. Whether it is about a job, `approvesJob` says. */
export function verifyApproval(signed: SignedApproval, keys: readonly ApproverPublicKey[]): VerifiedApproval | undefined {
  const bytes = Buffer.from(signed.statement, 'base64')
  const statement = readStatement(bytes)
  const key = statement && keys.find((one) => isSignedWith(one, bytes, signed.signature))
  return statement && key && { statement, by: key.name }
}

/** Whether somebody who said this agreed to this job as it is, and still does. */
export function approvesJob(statement: ApprovalStatement, job: Job, at: Date): boolean {
  const seconds = Math.floor(at.getTime() / 1000)
  return (
    statement.decision === 'approved' &&
    statement.organization === job.organization &&
    statement.planHash === job.cause.planHash &&
    isAmong(statement.effects, job) &&
    statement.iat <= seconds + skewSeconds &&
    seconds < statement.exp
  )
}

/** An effect is always on somebody: nobody agrees to one on an account without a person. */
function isAmong(effects: readonly string[], { app, subject, steps }: Job): boolean {
  if (subject?.person === undefined) return false
  return effects.includes(effectDigest({ app, person: subject.person, account: subject.account, steps }))
}

/** What a passkey is asked to sign: the SHA-256 of the statement, base64url. */
export function approvalChallenge(statement: Uint8Array): string {
  return Buffer.from(sha256(statement)).toString('base64url')
}

const skewSeconds = 120

/** Only the one canonical spelling is a statement. */
function readStatement(bytes: Uint8Array): ApprovalStatement | undefined {
  const parsed = approvalStatementSchema.safeParse(parseJson(bytes))
  return parsed.success && Buffer.compare(canonicalJson(parsed.data), bytes) === 0 ? parsed.data : undefined
}

function isSignedWith(key: ApproverPublicKey, statement: Uint8Array, signature: ApprovalSignature): boolean {
  const { keyId, ...verifying } = toVerifyingKey(key.pem)
  const by = Buffer.from(signature.signature, 'base64')
  if (key.kind === 'ed25519' && signature.kind === 'ed25519')
    return verifying.algorithm === 'ed25519' && signature.keyId === keyId && isSignedBy({ keyId, ...verifying }, statement, by)
  if (key.kind !== 'passkey' || signature.kind !== 'passkey' || key.credentialId !== signature.credentialId) return false
  const authenticatorData = Buffer.from(signature.authenticatorData, 'base64')
  const clientData = Buffer.from(signature.clientDataJson, 'base64')
  if (!isMeant(clientData, key, approvalChallenge(statement)) || !isVerifiedUser(authenticatorData, key.rpId)) return false
  return isSignedBy({ keyId, ...verifying }, Buffer.concat([authenticatorData, sha256(clientData)]), by)
}

/** WebAuthn Level 3 §7.2, steps 11 to 14: an assertion, of this challenge, on our pages and not inside a stranger's. */
function isMeant(clientData: Uint8Array, { origins }: { readonly origins: readonly string[] }, challenge: string): boolean {
  const parsed = parseJson(clientData)
  if (typeof parsed !== 'object' || parsed === null || !('type' in parsed && 'challenge' in parsed && 'origin' in parsed)) return false
  const isFramed = 'crossOrigin' in parsed && parsed.crossOrigin !== false
  const { type, origin } = parsed
  return !isFramed && type === 'webauthn.get' && parsed.challenge === challenge && typeof origin === 'string' && origins.includes(origin)
}

/** §7.2, steps 15 to 17: our site's hash, and the flags for a present (bit 0) and verified (bit 2) user. */
function isVerifiedUser(authenticatorData: Buffer, rpId: string): boolean {
  if (authenticatorData.length < 37) return false
  const isOurs = Buffer.compare(authenticatorData.subarray(0, 32), sha256(Buffer.from(rpId))) === 0
  return isOurs && (authenticatorData.readUInt8(32) & 0b101) === 0b101
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

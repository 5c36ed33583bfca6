import { approverKeyProof } from '@rollcall/shared/approver-key-proof'
import { isSignedBy, publicPem, toVerifyingKey, type VerifyingKey } from '@rollcall/shared/envelope/keys'
import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { ApproverKeyError } from './approver-key-error.ts'
import type { ChallengeBook } from './challenge-book.ts'
import { storeApproverKey } from './store-approver-key.ts'

export interface KeyOwner {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
}

export interface NewApproverKey extends KeyOwner {
  readonly name: string
  /** SPKI PEM. */
  readonly publicKey: string
  readonly challenge: string
  /** Over `approverKeyProof`, base64. */
  readonly proof: string
}

/** Registers an Ed25519 key of the caller's own, once they have shown that they hold it. Gives its id. @throws ApproverKeyError */
export async function addApproverKey(
  ports: Ports & { readonly challenges: ChallengeBook },
  { publicKey, challenge, proof, ...input }: NewApproverKey,
): Promise<string> {
  const key = readKey(publicKey)
  const isFresh = ports.challenges.take(input.member, challenge, ports.now())
  if (!isFresh || !isSignedBy(key, approverKeyProof({ ...input, challenge }), Buffer.from(proof, 'base64')))
    throw new ApproverKeyError('proof', 'the proof does not show that you hold this key, or came more than five minutes late: try again')
  await storeApproverKey(ports, {
    ...input,
    id: key.keyId,
    kind: 'ed25519',
    publicKey: publicPem(key.key),
    credential: null,
    counter: 0,
  })
  return key.keyId
}

function readKey(pem: string): VerifyingKey {
  try {
    const key = toVerifyingKey(pem)
    if (key.algorithm === 'ed25519') return key
  } catch (cause) {
    throw new ApproverKeyError('unusable', 'this key cannot be used: make an Ed25519 key with "rollcall approver init"', { cause })
  }
  throw new ApproverKeyError('unusable', 'this is no Ed25519 key: make one with "rollcall approver init"')
}

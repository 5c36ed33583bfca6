import { keyIdOf, publicPem } from '@rollcall/shared/envelope/keys'
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { COSEALG } from '@simplewebauthn/server/helpers'
import type { Ports } from '../ports.ts'
import type { KeyOwner } from './add-approver-key.ts'
import { ApproverKeyError } from './approver-key-error.ts'
import { approverKeysOf } from './approver-keys-of.ts'
import type { ChallengeBook } from './challenge-book.ts'
import { keyFromCose } from './key-from-cose.ts'
import type { PasskeyRegistration } from './passkey-registration.ts'
import { relyingParty } from './relying-party.ts'
import { storeApproverKey } from './store-approver-key.ts'

interface PasskeyPorts extends Ports {
  readonly challenges: ChallengeBook
  readonly publicUrl: string
}

/** Algorithms that agents can verify with what Node has. */
const supportedAlgorithmIDs = [COSEALG.EdDSA, COSEALG.ES256]

/** What a browser needs to make a passkey for this member (`navigator.credentials.create`). @throws ApproverKeyError */
export async function passkeyOptions(
  ports: PasskeyPorts,
  { member, memberName }: KeyOwner & { readonly memberName: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id } = relyingParty(ports.publicUrl)
  const known = await ports.database.read((em) => approverKeysOf(em, member))
  return generateRegistrationOptions({
    rpName: 'Rollcall',
    rpID: id,
    userName: memberName,
    userID: Buffer.from(member),
    challenge: Buffer.from(ports.challenges.issue(member, ports.now()), 'base64url'),
    attestationType: 'none',
    excludeCredentials: known.flatMap(({ credential }) => (credential == null ? [] : [{ id: credential }])),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    supportedAlgorithmIDs,
  })
}

export interface NewPasskey extends KeyOwner {
  readonly name: string
  readonly response: PasskeyRegistration
}

/** Registers the passkey that a browser made. Gives its id. @throws ApproverKeyError */
export async function addPasskey(ports: PasskeyPorts, { response, ...input }: NewPasskey): Promise<string> {
  const credential = await verified(ports, { response, ...input })
  const key = keyFromCose(credential.publicKey)
  const id = keyIdOf(key)
  const stored = {
    ...input,
    id,
    kind: 'passkey' as const,
    publicKey: publicPem(key),
    credential: credential.id,
    counter: credential.counter,
  }
  await storeApproverKey(ports, stored)
  return id
}

async function verified(ports: PasskeyPorts, { response, member }: NewPasskey) {
  const { id, origins } = relyingParty(ports.publicUrl)
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: (challenge) => ports.challenges.take(member, challenge, ports.now()),
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs,
    })
    if (registrationInfo !== undefined) return registrationInfo.credential
  } catch (cause) {
    throw new ApproverKeyError('proof', 'this passkey was not made for this site, this member and within five minutes: try again', {
      cause,
    })
  }
  throw new ApproverKeyError('proof', 'the passkey could not be verified: try again')
}

import { mkdir } from 'node:fs/promises'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { EnvelopeError, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { idSchema } from '@rollcall/shared/id-schema'
import { openTrust, type Trust, TrustError } from '@rollcall/shared/trust'
import {
  type Enrolled,
  type EnrolmentRequest,
  type EnrolmentToken,
  enrolledSchema,
  enrolmentProof,
  enrolmentVerifier,
  parseEnrolmentToken,
} from '@rollcall/shared/wire/enrolment'
import { defaultPolicyText } from '../guard/default-policy.ts'
import { homePaths } from '../home/home-paths.ts'
import { type Identity, readIdentity, writeIdentity } from '../home/identity.ts'
import { writePinnedTrust } from '../home/pinned-trust.ts'
import { readIfPresent } from '../home/read-if-present.ts'
import { writeAtomically } from '../home/write-atomically.ts'
import { openMessage } from '../intake/open-message.ts'
import type { Random } from '../ports.ts'
import { UserError } from '../user-error.ts'
import { createAgentKeys, type NewAgentKeys } from '../vault/agent-keys.ts'
import { Scrubber } from '../vault/scrubber.ts'
import { Vault } from '../vault/vault.ts'
import { unlockVaultKey } from '../vault/vault-key.ts'
import { agentVersion } from '../version.ts'
import { checkAddress } from './check-address.ts'
import { requestEnrolment } from './request-enrolment.ts'

export interface EnrolOptions {
  readonly home: string
  readonly name: string
  /** The whole token as the operator got it. */
  readonly token: string
  readonly passphrase: Uint8Array
  readonly scryptCost: number
  readonly random: Random
}

/** Makes the agent's keys, proves the token's secret without sending it, checks the answer against the token's root, and fills the home directory. */
export async function enrolAgent(options: EnrolOptions): Promise<Identity> {
  const paths = homePaths(options.home)
  const enrolled = await readIdentity(paths.identity)
  if (enrolled !== undefined) throw new UserError(`${options.home} is already enrolled as "${enrolled.name}". Choose another --home.`)
  const token = readToken(options.token)
  checkAddress(token.url)
  const { passphrase, scryptCost: cost, random } = options
  const vaultKey = await unlockVaultKey({ folder: paths.vault, passphrase, cost, random })
  const keys = createAgentKeys(random)
  const { answer, envelope } = await introduce(options, token, keys)
  checkAddress(answer.session)
  await mkdir(options.home, { recursive: true, mode: 0o700 })
  await vaultKey.save()
  await keys.sealInto(
    new Vault({ folder: paths.vault, organization: answer.organization, key: vaultKey.key, random, scrubber: new Scrubber() }),
  )
  await writePinnedTrust(paths.trust, envelope)
  if ((await readIfPresent(paths.localPolicy)) === undefined) await writeAtomically(paths.localPolicy, defaultPolicyText)
  const identity = toIdentity(options, { token, answer, keys })
  await writeIdentity(paths.identity, identity)
  return identity
}

function readToken(text: string): EnrolmentToken {
  try {
    return parseEnrolmentToken(text)
  } catch {
    throw new UserError('This is not an enrolment token: copy the whole line that starts with "rce1.".')
  }
}

async function introduce({ name, random }: EnrolOptions, token: EnrolmentToken, keys: NewAgentKeys) {
  const nonce = Buffer.from(random(32)).toString('hex')
  const request = { v: 1 as const, token: idSchema('enrolment').parse(token.id), name, agentVersion, nonce, keys: keys.publicPems }
  const proof = enrolmentProof(enrolmentVerifier(token.secret), request)
  const signed: EnrolmentRequest = { ...request, proof }
  const sent = await requestEnrolment(token, await signEnvelope(payloadTypes.enrolment, canonicalJson(signed), [keys.bound]))
  const trust = believeTrust(sent.trust, token.rootFingerprint)
  const answer = openMessage(sent.envelope, { trust, payloadType: payloadTypes.enrolled, schema: enrolledSchema })
  if (answer === undefined || answer.nonce !== nonce)
    throw new UserError(`The answer is not signed by the control plane that made the token. ${suspicion}`)
  return { answer, envelope: sent.trust }
}

const suspicion = 'Something between here and there may have changed it: do not go on, tell an operator.'

function believeTrust(envelope: Parameters<typeof openTrust>[0], fingerprint: string): Trust {
  try {
    return openTrust(envelope, fingerprint)
  } catch (error) {
    if (error instanceof TrustError || error instanceof EnvelopeError)
      throw new UserError(`The control plane's keys are not those that the token names. ${suspicion}`)
    throw error
  }
}

function toIdentity(
  { name }: EnrolOptions,
  { token, answer, keys }: { token: EnrolmentToken; answer: Enrolled; keys: NewAgentKeys },
): Identity {
  const { agent, organization, organizationName, epoch, session } = answer
  return {
    v: 1,
    name,
    agent,
    organization,
    organizationName,
    epoch,
    session,
    controlPlane: token.url,
    rootFingerprint: token.rootFingerprint,
    keys: {
      bound: keys.bound.keyId,
      results: keys.results.keyId,
    },
  }
}

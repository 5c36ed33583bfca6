import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, keyIdOf, publicPem } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { rootFingerprint, type Trust } from '@rollcall/shared/trust'

/** The private halves that a running control plane needs. The root's is not among them. */
export interface RoleKeys {
  readonly jobs: KeyObject
  readonly log: KeyObject
  readonly packet: KeyObject
  readonly packetP256: KeyObject
}

export interface CreatedTrust {
  readonly root: KeyObject
  readonly roleKeys: RoleKeys
  readonly trust: Awaited<ReturnType<typeof signEnvelope>>
  readonly fingerprint: string
}

const validMs = 365 * 24 * 3_600_000

/** Makes a root, one key per role, and version 1 of `trust.json` signed by that root. Where the keys are kept is the caller's matter. */
export async function createTrust(input: { controlPlane: string; at: Date }): Promise<CreatedTrust> {
  const root = generateKeyPairSync('ed25519')
  const pairs = {
    jobs: generateKeyPairSync('ed25519'),
    log: generateKeyPairSync('ed25519'),
    packet: generateKeyPairSync('ed25519'),
    packetP256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  }
  const ids = {
    root: keyIdOf(root.publicKey),
    jobs: keyIdOf(pairs.jobs.publicKey),
    log: keyIdOf(pairs.log.publicKey),
    packet: [keyIdOf(pairs.packet.publicKey), keyIdOf(pairs.packetP256.publicKey)],
  }
  const document: Trust = {
    v: 1,
    version: 1,
    controlPlane: input.controlPlane,
    issuedAt: input.at.toISOString(),
    expiresAt: new Date(input.at.getTime() + validMs).toISOString(),
    keys: Object.fromEntries([root, ...Object.values(pairs)].map(({ publicKey }) => [keyIdOf(publicKey), toEntry(publicKey)])),
    root: { keyIds: [ids.root], threshold: 1 },
    roles: { jobs: { keyIds: [ids.jobs] }, log: { keyIds: [ids.log] }, packet: { keyIds: ids.packet } },
  }
  const roleKeys = {
    jobs: pairs.jobs.privateKey,
    log: pairs.log.privateKey,
    packet: pairs.packet.privateKey,
    packetP256: pairs.packetP256.privateKey,
  }
  const trust = await signEnvelope(payloadTypes.trust, canonicalJson(document), [ed25519Signer(root.privateKey)])
  return { root: root.privateKey, roleKeys, trust, fingerprint: rootFingerprint(document.root) }
}

function toEntry(key: KeyObject): Trust['keys'][string] {
  return { algorithm: key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'ecdsa-p256', pem: publicPem(key) }
}

import { generateKeyPairSync } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, publicPem, type Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { openTrust, rootFingerprint, type Trust } from '@rollcall/shared/trust'

export interface TestTrust {
  readonly jobs: Signer
  /** A key that the trust document lists for packets, not for jobs. */
  readonly packet: Signer
  readonly envelope: Envelope
  readonly fingerprint: string
  readonly trust: Trust
}

/** A root, a jobs key and a packet key, and the trust document that says so. */
export async function createTestTrust({ expiresAt = '2099-01-01T00:00:00Z' } = {}): Promise<TestTrust> {
  const [root, jobs, packet] = [0, 1, 2].map(() => generateKeyPairSync('ed25519'))
  if (root === undefined || jobs === undefined || packet === undefined) throw new Error('three keys')
  const signers = { root: ed25519Signer(root.privateKey), jobs: ed25519Signer(jobs.privateKey), packet: ed25519Signer(packet.privateKey) }
  const entry = (pem: string) => ({ algorithm: 'ed25519' as const, pem })
  const document: Trust = {
    v: 1,
    version: 1,
    controlPlane: '127.0.0.1',
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt,
    keys: {
      [signers.root.keyId]: entry(publicPem(root.publicKey)),
      [signers.jobs.keyId]: entry(publicPem(jobs.publicKey)),
      [signers.packet.keyId]: entry(publicPem(packet.publicKey)),
    },
    root: { keyIds: [signers.root.keyId], threshold: 1 },
    roles: { jobs: { keyIds: [signers.jobs.keyId] }, log: { keyIds: [signers.packet.keyId] }, packet: { keyIds: [signers.packet.keyId] } },
  }
  const envelope = await signEnvelope(payloadTypes.trust, canonicalJson(document), [signers.root])
  const fingerprint = rootFingerprint(document.root)
  return { jobs: signers.jobs, packet: signers.packet, envelope, fingerprint, trust: openTrust(envelope, fingerprint) }
}

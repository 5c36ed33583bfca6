import { envelopeSchema, preAuthEncoding } from '../envelope/envelope.ts'
import { isSignedBy, type KeyAlgorithm, toVerifyingKey } from '../envelope/keys.ts'
import { equalHashes } from '../log/merkle.ts'
import type { Trust } from '../trust.ts'
import { openKeyring } from './open-keyring.ts'
import { openStatement, packetKeys } from './open-statement.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileBytes, fileJson, fileText, type PacketFiles } from './packet-files.ts'
import { payload, seal } from './packet-layout.ts'

/** The statement is signed by packet keys of both kinds, and the copies for `openssl` say the same. @throws PacketFault */
export function checkSignatures(files: PacketFiles, rootFingerprint: string): string {
  const { trust } = openKeyring(files, rootFingerprint)
  openStatement(files, trust)
  const json = fileJson(files, seal.envelope)
  const envelope = inFile(seal.envelope, () => envelopeSchema.parse(json))
  const signed = preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'))
  if (!equalHashes(fileBytes(files, seal.pae), signed)) throw new PacketFault(seal.pae, 'is not what the envelope signs')
  const keyIds = [
    checkCopy({ files, trust, signed, algorithm: 'ed25519', signature: seal.ed25519, key: payload.ed25519Key }),
    checkCopy({ files, trust, signed, algorithm: 'ecdsa-p256', signature: seal.p256, key: payload.p256Key }),
  ]
  return `Ed25519 key ${keyIds[0]?.slice(0, 16)} and P-256 key ${keyIds[1]?.slice(0, 16)}`
}

interface SignatureCopy {
  readonly files: PacketFiles
  readonly trust: Trust
  readonly signed: Uint8Array
  readonly algorithm: KeyAlgorithm
  readonly signature: string
  readonly key: string
}

function checkCopy({ files, trust, signed, algorithm, signature, key }: SignatureCopy): string {
  const pem = fileText(files, key)
  const { keyId } = inFile(key, () => toVerifyingKey(pem))
  const trusted = packetKeys(trust, algorithm).find((candidate) => candidate.keyId === keyId)
  if (trusted === undefined || trust.keys[keyId]?.pem !== pem) throw new PacketFault(key, 'is not a packet key of the trust document')
  if (!isSignedBy(trusted, signed, fileBytes(files, signature))) throw new PacketFault(signature, 'is not a signature of the packet')
  return keyId
}

import { type Envelope, envelopeSchema } from '../envelope/envelope.ts'
import { openTrust, type Trust } from '../trust.ts'
import { inFile } from './packet-fault.ts'
import { fileJson, type PacketFiles } from './packet-files.ts'
import { payload } from './packet-layout.ts'

/** The keys that the root with this fingerprint vouches for: the only ones that anything in the packet is believed by. @throws PacketFault */
export function openKeyring(files: PacketFiles, rootFingerprint: string): { envelope: Envelope; trust: Trust } {
  const json = fileJson(files, payload.trust)
  return inFile(payload.trust, () => {
    const envelope = envelopeSchema.parse(json)
    return { envelope, trust: openTrust(envelope, rootFingerprint) }
  })
}

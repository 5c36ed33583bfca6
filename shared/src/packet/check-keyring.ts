import { equalHashes } from '../log/merkle.ts'
import { keyFiles } from './key-files.ts'
import { openKeyring } from './open-keyring.ts'
import { PacketFault } from './packet-fault.ts'
import { fileBytes, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'

/** The trust document is signed by the root with this fingerprint, and the key files beside it are those that it names. @throws PacketFault */
export function checkKeyring(files: PacketFiles, rootFingerprint: string): string {
  const { envelope, trust } = openKeyring(files, rootFingerprint)
  const expected = keyFiles(envelope, trust)
  for (const [name, bytes] of expected)
    if (!equalHashes(fileBytes(files, name), bytes)) throw new PacketFault(name, 'is not what the trust document says')
  for (const { name } of namesLike(files, patterns.ringKey))
    if (!expected.has(name)) throw new PacketFault(name, 'the trust document names no such key')
  return `trust version ${trust.version} of ${trust.controlPlane}, signed by root ${rootFingerprint.slice(0, 16)}`
}

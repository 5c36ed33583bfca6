import { sha256Hex } from '../digest.ts'
import { envelopeSchema } from '../envelope/envelope.ts'
import { equalHashes } from '../log/merkle.ts'
import { checksumList } from './checksum-list.ts'
import { parseStatement } from './open-statement.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileBytes, fileJson, type PacketFiles } from './packet-files.ts'
import { isKnownName, payload, seal, sealNames } from './packet-layout.ts'

/** Every file is as the statement lists it, and there is no other. Whether the statement is signed is another claim. @throws PacketFault */
export function checkFiles(files: PacketFiles): string {
  const listed = listedDigests(files)
  for (const name of files.keys()) {
    if (!isKnownName(name)) throw new PacketFault(name, 'has no place in a packet')
    if (!listed.has(name) && !sealNames.has(name)) throw new PacketFault(name, 'extra: the signed statement does not list it')
  }
  for (const [name, digest] of listed)
    if (sha256Hex(fileBytes(files, name)) !== digest) throw new PacketFault(name, 'changed: its SHA-256 is not the signed one')
  if (!equalHashes(fileBytes(files, payload.sums), checksumList(files)))
    throw new PacketFault(payload.sums, 'does not list what is in the packet')
  for (const name of sealNames) fileBytes(files, name)
  return `${listed.size} files as listed`
}

function listedDigests(files: PacketFiles): ReadonlyMap<string, string> {
  const json = fileJson(files, seal.envelope)
  const envelope = inFile(seal.envelope, () => envelopeSchema.parse(json))
  const { subject } = parseStatement(Buffer.from(envelope.payload, 'base64'))
  const listed = new Map(subject.map(({ name, digest }) => [name, digest.sha256]))
  if (listed.size !== subject.length) throw new PacketFault(seal.envelope, 'lists a file twice')
  return listed
}

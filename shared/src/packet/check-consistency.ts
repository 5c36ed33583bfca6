import { emptyRoot, equalHashes } from '../log/merkle.ts'
import { verifyConsistency } from '../log/proofs.ts'
import { parseHashes } from './hash-lines.ts'
import { openKeyring } from './open-keyring.ts'
import { openLog } from './open-log.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileText, type PacketFiles } from './packet-files.ts'
import { payload } from './packet-layout.ts'

/** The log of the end checkpoint only added to the log of the start checkpoint. @throws PacketFault */
export function checkConsistency(files: PacketFiles, rootFingerprint: string): string {
  const { start, end } = openLog(files, openKeyring(files, rootFingerprint).trust)
  const text = fileText(files, payload.consistency)
  const proof = inFile(payload.consistency, () => parseHashes(text))
  const holds =
    start.size === 0
      ? proof.length === 0 && equalHashes(start.root, emptyRoot)
      : verifyConsistency({ from: start.size, to: end.size, fromRoot: start.root, toRoot: end.root, proof })
  if (!holds) throw new PacketFault(payload.consistency, 'does not lead from the start checkpoint to the end checkpoint')
  return `${end.origin} from ${start.size} to ${end.size} entries`
}

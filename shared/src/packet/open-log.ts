import { type Checkpoint, openCheckpoint } from '../log/checkpoint.ts'
import { toNoteKey } from '../log/note-key.ts'
import { roleKeys, type Trust } from '../trust.ts'
import { openStatement } from './open-statement.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileText, type PacketFiles } from './packet-files.ts'
import { payload } from './packet-layout.ts'
import type { PacketPredicate } from './statement.ts'

/** What the log's own key says about both ends of the packet's range. */
export interface OpenedLog {
  readonly predicate: PacketPredicate
  readonly start: Checkpoint
  readonly end: Checkpoint
}

/** @throws PacketFault when a checkpoint is not signed by a log key, or is not one that the signed statement names */
export function openLog(files: PacketFiles, trust: Trust): OpenedLog {
  const { predicate } = openStatement(files, trust)
  const open = (name: string, size: number): Checkpoint => {
    const note = fileText(files, name)
    const keys = inFile(payload.trust, () =>
      roleKeys(trust, 'log')
        .filter(({ algorithm }) => algorithm === 'ed25519')
        .map(({ key }) => toNoteKey(predicate.origin, key)),
    )
    const checkpoint = inFile(name, () => openCheckpoint(note, keys))
    if (checkpoint.size !== size) throw new PacketFault(name, `is for ${checkpoint.size} entries, not ${size}`)
    return checkpoint
  }
  return { predicate, start: open(payload.start, predicate.from), end: open(payload.end, predicate.to) }
}

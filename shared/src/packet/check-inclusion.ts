import { leafHash } from '../log/merkle.ts'
import { verifyInclusion } from '../log/proofs.ts'
import { parseTlogProof } from '../log/tlog-proof.ts'
import { openKeyring } from './open-keyring.ts'
import type { OpenedLog } from './open-log.ts'
import { openLog } from './open-log.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileText, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns, payload } from './packet-layout.ts'
import { type ReadEvent, readEvents } from './read-events.ts'

/** Every event is in the log of the end checkpoint, at the place that its name says. @throws PacketFault */
export function checkInclusion(files: PacketFiles, rootFingerprint: string): string {
  const log = openLog(files, openKeyring(files, rootFingerprint).trust)
  const events = provedEvents(files, log)
  for (const { name, part } of namesLike(files, patterns.eventProof))
    if (!files.has(`events/${part}.json`)) throw new PacketFault(name, 'proves an event that is not here')
  return `${events.length} events in the log of ${log.end.size} entries`
}

/** The packet's events, each with a proof that holds. @throws PacketFault */
export function provedEvents(files: PacketFiles, { end }: OpenedLog): readonly ReadEvent[] {
  const checkpoint = fileText(files, payload.end)
  return readEvents(files).map((event) => {
    const name = `events/${event.index}.tlog-proof`
    const text = fileText(files, name)
    const proof = inFile(name, () => parseTlogProof(text))
    if (proof.index !== event.index || proof.checkpoint !== checkpoint) throw new PacketFault(name, 'proves another entry or checkpoint')
    const claim = { index: event.index, size: end.size, leafHash: leafHash(event.leaf), root: end.root, proof: proof.hashes }
    if (!verifyInclusion(claim)) throw new PacketFault(event.file, `is not entry ${event.index} of the log`)
    return event
  })
}

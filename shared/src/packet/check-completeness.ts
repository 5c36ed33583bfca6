import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { decodeBundle } from '../log/entry-bundle.ts'
import { extendFrontier, type Frontier, isFrontier, rootOf } from '../log/frontier.ts'
import { equalHashes, leafHash } from '../log/merkle.ts'
import { parseFrontier } from './hash-lines.ts'
import { openKeyring } from './open-keyring.ts'
import { type OpenedLog, openLog } from './open-log.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileBytes, fileText, namesLike, type PacketFiles } from './packet-files.ts'
import { bundleName, patterns, payload } from './packet-layout.ts'
import { type ReadEvent, readEvents } from './read-events.ts'

/**
 * The range holds every entry between the two checkpoints, and the entries of the case in it are exactly the packet's: the case was opened in
 * the range, and nothing about it was left out.
 * @throws PacketFault
 */
export function checkCompleteness(files: PacketFiles, rootFingerprint: string): string {
  const log = openLog(files, openKeyring(files, rootFingerprint).trust)
  const leaves = rangeLeaves(files, log)
  const events = new Map(readEvents(files).map((event) => [event.index, event]))
  const caseId = log.predicate.case
  const inRange = new Set<number>()
  for (const { index, file, leaf } of leaves) {
    if (inFile(file, () => caseOf(leaf)) !== caseId) continue
    const event = events.get(index)
    if (event === undefined) throw new PacketFault(`events/${index}.json`, `missing: ${file} has an entry of the case at ${index}`)
    if (!equalHashes(event.leaf, leaf)) throw new PacketFault(event.file, `is not the entry that ${file} has at ${index}`)
    inRange.add(index)
  }
  const ofCase = [...events.values()].filter(({ entry }) => 'case' in entry && entry.case === caseId)
  for (const { index, file } of ofCase) if (!inRange.has(index)) throw new PacketFault(file, 'lies outside the range')
  return `entries ${log.start.size} to ${log.end.size} all here; ${ofCase.length} are about the case, ${caseEnd(ofCase)}`
}

/** @throws PacketFault unless the case was opened, once */
function caseEnd(ofCase: readonly ReadEvent[]): string {
  const opened = ofCase.filter(({ entry }) => entry.t === 'case.opened')
  if (opened.length !== 1) throw new PacketFault(payload.end, `the range opens the case ${opened.length} times`)
  return ofCase.some(({ entry }) => entry.t === 'case.closed') ? 'from its opening to its close' : 'and it is still open'
}

interface RangeLeaf {
  readonly index: number
  readonly file: string
  readonly leaf: Uint8Array
}

/** Every leaf from start to end, once the frontier gives the start's root and they extend it to the end's. */
function rangeLeaves(files: PacketFiles, { start, end }: OpenedLog): readonly RangeLeaf[] {
  const text = fileText(files, payload.frontier)
  let frontier: Frontier = inFile(payload.frontier, () => parseFrontier(text))
  if (frontier.size !== start.size || !isFrontier(frontier) || !equalHashes(rootOf(frontier), start.root))
    throw new PacketFault(payload.frontier, 'is not the frontier of the start checkpoint')
  const leaves: RangeLeaf[] = []
  for (const { name } of [...namesLike(files, patterns.bundle)].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name !== bundleName(frontier.size)) throw new PacketFault(name, `does not begin with entry ${frontier.size}`)
    for (const leaf of inFile(name, () => decodeBundle(fileBytes(files, name)))) {
      leaves.push({ index: frontier.size, file: name, leaf })
      frontier = extendFrontier(frontier, leafHash(leaf))
    }
  }
  if (frontier.size !== end.size || !equalHashes(rootOf(frontier), end.root))
    throw new PacketFault(payload.end, `the range does not rebuild the log: it gives ${frontier.size} entries and another root`)
  return leaves
}

const anyEntry = z.looseObject({ v: z.literal(1), t: z.string(), case: z.string().optional() })

/** Reads entries of types that are newer than this verifier too; canonical bytes leave no second way to spell a case id. */
function caseOf(leaf: Uint8Array): string | undefined {
  const entry = anyEntry.parse(JSON.parse(Buffer.from(leaf).toString('utf8')))
  if (Buffer.compare(canonicalJson(entry), leaf) !== 0) throw new RangeError('an entry is not in canonical form')
  return entry.case
}

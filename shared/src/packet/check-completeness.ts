import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { decodeBundle } from '../log/entry-bundle.ts'
import { extendFrontier, type Frontier, isFrontier, rootOf } from '../log/frontier.ts'
import { equalHashes, leafHash } from '../log/merkle.ts'
import { eventsOf } from './case-evidence.ts'
import { parseFrontier } from './hash-lines.ts'
import { openKeyring } from './open-keyring.ts'
import { type OpenedLog, openLog } from './open-log.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileBytes, fileText, namesLike, type PacketFiles } from './packet-files.ts'
import { bundleName, patterns, payload } from './packet-layout.ts'
import { type ReadEvent, readEvents } from './read-events.ts'

/**
 * The range holds every entry between the two checkpoints, and the entries of the case in it are exactly the packet's: the case was opened in
 * the range, as the kind and for the person that all of it is about, and nothing about it was left out.
 * @throws PacketFault
 */
export function checkCompleteness(files: PacketFiles, rootFingerprint: string): string {
  const log = openLog(files, openKeyring(files, rootFingerprint).trust)
  const { case: caseId } = log.predicate
  const leaves = rangeLeaves(files, log)
  const events = readEvents(files)
  const ofCase = events.filter(({ entry }) => 'case' in entry && entry.case === caseId)
  checkSame(leaves, { events, caseId })
  const inRange = new Set(leaves.map(({ index }) => index))
  for (const { index, file } of ofCase) if (!inRange.has(index)) throw new PacketFault(file, 'lies outside the range')
  for (const { file, entry } of events)
    if (entry.t !== 'agent.enrolled' && !('case' in entry && entry.case === caseId)) throw new PacketFault(file, 'is not about the case')
  return `entries ${log.start.size} to ${log.end.size} all here; ${ofCase.length} are about the case, ${caseEnd(ofCase, log)}`
}

/** Every leaf of the case is the packet's event at its place. No leaf tells of a job or a receipt of the case and leaves the case out. */
function checkSame(leaves: readonly RangeLeaf[], { events, caseId }: { events: readonly ReadEvent[]; caseId: string }): void {
  const shown = new Map(events.map((event) => [event.index, event]))
  const named = new Set(events.flatMap(({ entry }) => [...('job' in entry ? [entry.job] : []), ...('rcpt' in entry ? [entry.rcpt] : [])]))
  for (const { index, file, leaf } of leaves) {
    const entry = inFile(file, () => readAny(leaf))
    if (entry.case !== caseId) {
      if ((entry.job !== undefined && named.has(entry.job)) || (entry.rcpt !== undefined && named.has(entry.rcpt)))
        throw new PacketFault(
          `events/${index}.json`,
          `missing: ${file} has an entry of the case's work at ${index} that does not name the case`,
        )
      continue
    }
    const event = shown.get(index)
    if (event === undefined) throw new PacketFault(`events/${index}.json`, `missing: ${file} has an entry of the case at ${index}`)
    if (!equalHashes(event.leaf, leaf)) throw new PacketFault(event.file, `is not the entry that ${file} has at ${index}`)
  }
}

/** @throws PacketFault unless the case was opened once, first of all, as the statement says, and closed at most once */
function caseEnd(ofCase: readonly ReadEvent[], { predicate }: OpenedLog): string {
  const evidence = { events: ofCase }
  const [opened, ...again] = eventsOf(evidence, 'case.opened')
  const closed = eventsOf(evidence, 'case.closed')
  if (opened === undefined || again.length > 0)
    throw new PacketFault(payload.end, `the range opens the case ${opened ? again.length + 1 : 0} times`)
  if (closed.length > 1) throw new PacketFault(payload.end, `the range closes the case ${closed.length} times`)
  if (opened.entry.kind !== predicate.kind)
    throw new PacketFault(opened.file, `opens a ${opened.entry.kind} case, and the signed statement says ${predicate.kind}`)
  for (const { index, file, entry } of ofCase) {
    if (index < opened.index) throw new PacketFault(file, 'comes before the case was opened')
    if ('sub' in entry && entry.sub !== opened.entry.sub) throw new PacketFault(file, 'is about another person than the case')
  }
  return closed.length > 0 ? 'from its opening to its close' : 'and it is still open'
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

const anyEntry = z.looseObject({
  v: z.literal(1),
  t: z.string(),
  case: z.string().optional(),
  job: z.string().optional(),
  rcpt: z.string().optional(),
})

/** Reads entries of types that are newer than this verifier too; canonical bytes leave no second way to spell a case id. */
function readAny(leaf: Uint8Array): z.infer<typeof anyEntry> {
  const entry = anyEntry.parse(JSON.parse(Buffer.from(leaf).toString('utf8')))
  if (Buffer.compare(canonicalJson(entry), leaf) !== 0) throw new RangeError('an entry is not in canonical form')
  return entry
}

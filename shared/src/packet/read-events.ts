import { z } from 'zod'
import { type Disclosure, disclosureSchema } from '../disclosure.ts'
import { type Entry, parseEntry } from '../ledger/entry.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileBytes, fileJson, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'

export interface ReadEvent {
  readonly index: number
  readonly file: string
  readonly leaf: Uint8Array
  readonly entry: Entry
}

/** Every entry that the packet shows, in the order of the log. Nothing is proved by reading. @throws PacketFault */
export function readEvents(files: PacketFiles): readonly ReadEvent[] {
  const events = namesLike(files, patterns.event).map(({ name, part }) => {
    const leaf = fileBytes(files, name)
    return { index: Number(part), file: name, leaf, entry: inFile(name, () => parseEntry(leaf)) }
  })
  return [...events].sort((a, b) => a.index - b.index)
}

export interface DisclosureFile {
  readonly file: string
  /** What the file's name says it belongs to. */
  readonly part: string
  readonly disclosures: readonly Disclosure[]
}

/** @throws PacketFault */
export function readDisclosureFiles(files: PacketFiles, pattern: RegExp): readonly DisclosureFile[] {
  return namesLike(files, pattern).map(({ name, part }) => {
    const parsed = z.array(disclosureSchema).min(1).safeParse(fileJson(files, name))
    if (!parsed.success) throw new PacketFault(name, 'not a list of disclosures')
    return { file: name, part, disclosures: parsed.data }
  })
}

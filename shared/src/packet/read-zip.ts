import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { PacketFault } from './packet-fault.ts'
import type { PacketFiles } from './packet-files.ts'
import { directory, localHeader, type PackedFile } from './zip-headers.ts'

/** Far above what a packet needs, far below what hurts. Judged by the directory before anything is inflated; inflating then stops at what it said. */
export const zipLimits = {
  packetBytes: 256 * 2 ** 20,
  fileBytes: 64 * 2 ** 20,
  totalBytes: 512 * 2 ** 20,
  files: 50_000,
  nameBytes: 128,
} as const

/** The zip itself, as the place of a fault that no single file has. */
const archive = 'the zip file'

/**
 * Unpacks into memory, refusing everything that two unpackers could understand in two ways: unusual, repeated or case-colliding names, links,
 * encryption, overlaps, gaps, and local headers that disagree with the directory.
 * @throws PacketFault
 */
export async function readZip(bytes: Uint8Array): Promise<PacketFiles> {
  if (bytes.length > zipLimits.packetBytes) throw new PacketFault(archive, `larger than ${zipLimits.packetBytes} bytes`)
  const zip = await openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  try {
    const packed: PackedFile[] = []
    for (const entry of await listEntries(zip))
      packed.push({
        name: entry.fileName,
        content: await inflate(zip, entry),
        packedBytes: entry.compressedSize,
        at: entry.relativeOffsetOfLocalHeader,
      })
    checkPacking(bytes, packed)
    return new Map(packed.map(({ name, content }) => [name, content]))
  } finally {
    zip.close()
  }
}

async function openZip(bytes: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true })
  } catch (cause) {
    throw new PacketFault(archive, 'not a readable zip', { cause })
  }
}

async function listEntries(zip: ZipFile): Promise<readonly Entry[]> {
  if (zip.entryCount > zipLimits.files) throw new PacketFault(archive, `more than ${zipLimits.files} files`)
  const entries: Entry[] = []
  const seen = new Set<string>()
  let total = 0
  for await (const entry of entriesOf(zip)) {
    const fault = entryFault(entry, seen)
    if (fault !== undefined) throw new PacketFault(shown(entry.fileName), fault)
    seen.add(entry.fileName.toLowerCase())
    total += entry.uncompressedSize
    if (total > zipLimits.totalBytes) throw new PacketFault(archive, `unpacks to more than ${zipLimits.totalBytes} bytes`)
    entries.push(entry)
  }
  return entries
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry()
  } catch (cause) {
    if (cause instanceof PacketFault) throw cause
    throw new PacketFault(archive, cause instanceof Error ? cause.message : 'unreadable directory', { cause })
  }
}

const plainName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\/[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)*$/

function entryFault(entry: Entry, seen: ReadonlySet<string>): string | undefined {
  const { fileName } = entry
  if (fileName.length > zipLimits.nameBytes || !plainName.test(fileName)) return 'not a plain relative file name'
  if (seen.has(fileName.toLowerCase())) return 'appears twice, or differs from another name only in case'
  if (entry.isEncrypted() || !entry.canDecodeFileData()) return 'encrypted, or packed in an unknown way'
  if (entry.uncompressedSize > zipLimits.fileBytes) return `unpacks to more than ${zipLimits.fileBytes} bytes`
  return undefined
}

/**
 * The zip is, but for the deflated data themselves, byte for byte what `writeZip` makes of these files: nothing between, before, behind or on top of
 * them, no second name, no field that two unpackers could read in two ways.
 */
function checkPacking(bytes: Uint8Array, files: readonly PackedFile[]): void {
  let end = 0
  for (const file of files) {
    const header = localHeader(file)
    if (file.at !== end || !startsAt(bytes, end, header)) throw new PacketFault(file.name, 'its header in the zip is not as it was written')
    end += header.length + file.packedBytes
  }
  const tail = directory(files, end)
  if (!startsAt(bytes, end, tail) || bytes.length !== end + tail.length)
    throw new PacketFault(archive, 'its directory is not as it was written')
}

function startsAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  return Buffer.compare(bytes.subarray(at, at + expected.length), expected) === 0
}

async function inflate(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry))
  } catch (cause) {
    throw new PacketFault(entry.fileName, 'cannot be unpacked', { cause })
  }
}

/** A name from the outside, made safe to print. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, zipLimits.nameBytes))
}

import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type LocalFileHeader, type ZipFile } from 'yauzl'
import { PacketFault } from './packet-fault.ts'
import type { PacketFiles } from './packet-files.ts'

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
    const directoryAt = zip.readEntryCursor
    const entries = await listEntries(zip)
    await checkPlaces(zip, { entries, directoryAt: Number(directoryAt) })
    if (Number(zip.readEntryCursor) + endRecordBytes !== bytes.length) throw new PacketFault(archive, 'bytes hide behind its directory')
    const files = new Map<string, Uint8Array>()
    for (const entry of entries) files.set(entry.fileName, await inflate(zip, entry))
    return files
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
  const fileType = (entry.externalFileAttributes >>> 16) & 0o170000
  if (fileType !== 0 && fileType !== 0o100000) return 'not a regular file'
  if (entry.uncompressedSize > zipLimits.fileBytes) return `unpacks to more than ${zipLimits.fileBytes} bytes`
  return undefined
}

/** The record that ends a zip of fewer than 65,536 files and without a comment. */
const endRecordBytes = 22

/** One file after the other from the first byte to the directory, each under the name that the directory gives it, and nothing in between. */
async function checkPlaces(zip: ZipFile, { entries, directoryAt }: { entries: readonly Entry[]; directoryAt: number }): Promise<void> {
  let end = 0
  let slack = 0
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    const header = await readLocalHeader(zip, entry)
    if (!isBetween(entry.relativeOffsetOfLocalHeader - end, slack))
      throw new PacketFault(shown(entry.fileName), 'overlaps, or bytes hide before it')
    if (header.fileName.toString('latin1') !== entry.fileName) throw new PacketFault(shown(entry.fileName), 'has two names')
    end = header.fileDataStart + entry.compressedSize
    slack = descriptorBytes(entry)
  }
  if (!isBetween(directoryAt - end, slack)) throw new PacketFault(archive, 'bytes hide before its directory')
}

async function readLocalHeader(zip: ZipFile, entry: Entry): Promise<LocalFileHeader> {
  try {
    return await zip.readLocalFileHeaderPromise(entry)
  } catch (cause) {
    throw new PacketFault(shown(entry.fileName), 'has no readable header', { cause })
  }
}

function isBetween(gap: number, most: number): boolean {
  return gap >= 0 && gap <= most
}

/** Where flag bit 3 is set, CRC and sizes may follow the data: at most a signature, the CRC and two sizes of 8 bytes. */
function descriptorBytes(entry: Entry): number {
  return (entry.generalPurposeBitFlag & 8) === 0 ? 0 : 24
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

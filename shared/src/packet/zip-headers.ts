import { crc32 } from 'node:zlib'

/** One file of a packet's zip, and where it lies. */
export interface PackedFile {
  readonly name: string
  readonly content: Uint8Array
  readonly packedBytes: number
  /** Offset of its local header. */
  readonly at: number
}

const versionNeeded = 20
/** Unix, specification 6.3. */
const versionMadeBy = (3 << 8) | 63
const utf8Names = 0x0800
const deflated = 8
/** 1980-01-01 00:00:00 in DOS form. */
const [time, date] = [0, 33]
const regularFile = 0o100644 * 2 ** 16

/** What stands before the data of a file in a zip by `writeZip` (APPNOTE 4.3.7). */
export function localHeader(file: PackedFile): Uint8Array {
  return Buffer.concat([uint32(0x04034b50), sharedFields(file), uint16(0), Buffer.from(file.name)])
}

/** The directory of these files and the record that ends the zip (APPNOTE 4.3.12, 4.3.16). */
export function directory(files: readonly PackedFile[], at: number): Uint8Array {
  const records = Buffer.concat(files.map(directoryRecord))
  const counts = [uint16(0), uint16(0), uint16(files.length), uint16(files.length)]
  return Buffer.concat([records, uint32(0x06054b50), ...counts, uint32(records.length), uint32(at), uint16(0)])
}

function directoryRecord(file: PackedFile): Uint8Array {
  const noExtraNoCommentDiskOneNoAttributes = [uint16(0), uint16(0), uint16(0), uint16(0)]
  const place = [...noExtraNoCommentDiskOneNoAttributes, uint32(regularFile), uint32(file.at)]
  return Buffer.concat([uint32(0x02014b50), uint16(versionMadeBy), sharedFields(file), ...place, Buffer.from(file.name)])
}

/** From "version needed" to "file name length": the same in both headers. */
function sharedFields({ name, content, packedBytes }: PackedFile): Uint8Array {
  return Buffer.concat([
    ...[versionNeeded, utf8Names, deflated, time, date].map(uint16),
    ...[crc32(content), packedBytes, content.length].map(uint32),
    uint16(Buffer.byteLength(name)),
  ])
}

function uint16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

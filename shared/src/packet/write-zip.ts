import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { PacketFiles } from './packet-files.ts'

/**
 * A zip whose bytes depend on nothing but the files: names sorted, one mode, one time. DOS time has no zone and yazl fills it from local fields,
 * so the fixed time is built from local fields too and comes out alike everywhere.
 */
export async function writeZip(files: PacketFiles): Promise<Uint8Array> {
  const zip = new ZipFile()
  const options = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true, compress: true, compressionLevel: 6 }
  for (const name of [...files.keys()].sort()) zip.addBuffer(Buffer.from(files.get(name) ?? []), name, options)
  zip.end()
  return buffer(zip.outputStream)
}

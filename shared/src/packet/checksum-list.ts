import { sha256Hex } from '../digest.ts'
import type { PacketFiles } from './packet-files.ts'
import { payload, sealNames } from './packet-layout.ts'

/** What `sha256sum -c` reads: every payload file but the list itself, which stands in the signed statement. */
export function checksumList(files: PacketFiles): Uint8Array {
  const names = [...files.keys()].filter((name) => name !== payload.sums && !sealNames.has(name)).sort()
  return Buffer.from(names.map((name) => `${sha256Hex(files.get(name) ?? new Uint8Array())}  ${name}\n`).join(''))
}

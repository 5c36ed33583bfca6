import { PacketFault } from './packet-fault.ts'

/** A packet's files by name, in memory only. */
export type PacketFiles = ReadonlyMap<string, Uint8Array>

/** @throws PacketFault when the packet does not have it */
export function fileBytes(files: PacketFiles, name: string): Uint8Array {
  const bytes = files.get(name)
  if (bytes === undefined) throw new PacketFault(name, 'missing')
  return bytes
}

/** Strict UTF-8. @throws PacketFault */
export function fileText(files: PacketFiles, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileBytes(files, name))
  } catch (cause) {
    if (cause instanceof PacketFault) throw cause
    throw new PacketFault(name, 'not UTF-8 text', { cause })
  }
}

/** Parsed JSON, of unknown shape. @throws PacketFault */
export function fileJson(files: PacketFiles, name: string): unknown {
  const text = fileText(files, name)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PacketFault(name, 'not JSON', { cause })
  }
}

/** What the pattern's first group finds in each name that matches, in the packet's order. */
export function namesLike(files: PacketFiles, pattern: RegExp): readonly { readonly name: string; readonly part: string }[] {
  return [...files.keys()].flatMap((name) => {
    const part = pattern.exec(name)?.[1]
    return part === undefined ? [] : [{ name, part }]
  })
}

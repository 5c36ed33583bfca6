import { decodeBase64, encodeBase64 } from '../log/base64.ts'
import type { Frontier } from '../log/frontier.ts'
import { hashLength } from '../log/merkle.ts'

/** One base64 hash per line. */
export function formatHashes(hashes: readonly Uint8Array[]): string {
  return hashes.map((hash) => `${encodeBase64(hash)}\n`).join('')
}

/** @throws RangeError */
export function parseHashes(text: string): readonly Uint8Array[] {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new RangeError('the last line does not end')
  const hashes = lines.map(decodeBase64)
  if (hashes.some((hash) => hash.length !== hashLength)) throw new RangeError(`every hash has ${hashLength} bytes`)
  return hashes
}

/** The size on the first line, then the hashes of the perfect subtrees, widest first. */
export function formatFrontier({ size, hashes }: Frontier): string {
  return `${size}\n${formatHashes(hashes)}`
}

/** @throws RangeError */
export function parseFrontier(text: string): Frontier {
  const match = /^(0|[1-9]\d{0,15})\n([\s\S]*)$/.exec(text)
  const [, size, lines] = match ?? []
  if (size === undefined || lines === undefined) throw new RangeError('the first line is the size')
  return { size: Number(size), hashes: parseHashes(lines) }
}

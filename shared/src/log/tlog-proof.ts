import { decodeBase64, encodeBase64 } from './base64.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { NoteKey } from './note-key.ts'
import { verifyInclusion } from './proofs.ts'

/** Shows without a network that a leaf is in a log (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The signed note, as the log published it. */
  readonly checkpoint: string
}

const header = 'c2sp.org/tlog-proof@v1'

export function formatTlogProof({ index, hashes, checkpoint }: TlogProof): string {
  return [header, `index ${index}`, ...hashes.map(encodeBase64), '', checkpoint].join('\n')
}

/** Ours carry no `extra` line, since nothing authenticates one. @throws RangeError */
export function parseTlogProof(text: string): TlogProof {
  const cut = text.indexOf('\n\n')
  const [first, second, ...hashes] = text.slice(0, Math.max(cut, 0)).split('\n')
  const index = /^index (0|[1-9]\d{0,15})$/.exec(second ?? '')?.[1]
  if (first !== header || index === undefined || hashes.length > 64) throw new RangeError('this is not a tlog-proof without extra data')
  return { index: Number(index), hashes: hashes.map(decodeBase64), checkpoint: text.slice(cut + 2) }
}

/** False when the leaf is not in the log; @throws NoteError when the checkpoint is not signed by one of the keys */
export function verifyTlogProof(proof: TlogProof, leafHash: Uint8Array, keys: readonly NoteKey[]): boolean {
  const { size, root } = openCheckpoint(proof.checkpoint, keys)
  return verifyInclusion({ index: proof.index, size, leafHash, root, proof: proof.hashes })
}

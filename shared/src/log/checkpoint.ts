import { decodeBase64, encodeBase64 } from './base64.ts'
import { hashLength } from './merkle.ts'
import { isKeyName, type NoteKey } from './note-key.ts'
import { NoteError, type NoteSigner, openNote, signNote } from './signed-note.ts'

/** What a log says about itself at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** Three lines, no extension lines: nobody can audit those. @throws RangeError */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new RangeError(`"${origin}" cannot be an origin`)
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not a tree size`)
  if (root.length !== hashLength) throw new RangeError(`a root has ${hashLength} bytes, not ${root.length}`)
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

/** @throws RangeError for extension lines too: they would carry claims that nobody checks */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...rest] = text.split('\n')
  if (origin === undefined || size === undefined || root === undefined || end !== '' || rest.length > 0)
    throw new RangeError('a checkpoint has exactly three lines')
  if (!/^(0|[1-9]\d{0,15})$/.test(size)) throw new RangeError('the second line of a checkpoint is the tree size')
  const checkpoint = { origin, size: Number(size), root: decodeBase64(root) }
  if (formatCheckpoint(checkpoint) !== text) throw new RangeError('the checkpoint is not in its canonical form')
  return checkpoint
}

export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), signers)
}

/** The checkpoint in a note that one of these keys signed under the log's own name. @throws NoteError */
export function openCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint {
  const { text, signedBy } = openNote(note, keys)
  const checkpoint = parsed(text)
  if (!signedBy.some((key) => key.name === checkpoint.origin))
    throw new NoteError(`the log ${checkpoint.origin} did not sign its checkpoint`)
  return checkpoint
}

function parsed(text: string): Checkpoint {
  try {
    return parseCheckpoint(text)
  } catch (cause) {
    throw new NoteError('the signed text is not a checkpoint', { cause })
  }
}

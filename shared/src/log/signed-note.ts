import { verify } from 'node:crypto'
import type { Signer } from '../envelope/keys.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isKeyName, type NoteKey } from './note-key.ts'

export interface NoteSigner {
  readonly key: NoteKey
  readonly signer: Signer
}

interface NoteSignature {
  readonly name: string
  readonly id: number
  readonly signature: Uint8Array
}

/** A note that one or more keys signed (C2SP signed-note). `text` ends with a newline. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new RangeError('a note ends with a newline and holds no control characters')
  const lines = await Promise.all(signers.map((signer) => signatureLine(text, signer)))
  return `${text}\n${lines.join('')}`
}

export class NoteError extends Error {
  override readonly name = 'NoteError'
}

/**
 * The text of a note that at least one of these keys signed. Signatures by keys that are not among them say nothing and are passed over;
 * a wrong one by a key that is, refuses the note.
 * @throws NoteError
 */
export function openNote(note: string, keys: readonly NoteKey[]): { text: string; signedBy: readonly NoteKey[] } {
  const { text, signatures } = splitNote(note)
  const signedBy = signatures.flatMap((signature) =>
    keys.filter((key) => isBy(signature, key)).map((key) => checkedKey(text, signature, key)),
  )
  if (signedBy.length === 0) throw new NoteError('no known key signed the note')
  return { text, signedBy }
}

/** Bounds what an unknown note can cost; the specification asks for 16 at least. */
const maxSignatures = 64

function splitNote(note: string): { text: string; signatures: readonly NoteSignature[] } {
  const cut = note.lastIndexOf('\n\n')
  const text = note.slice(0, cut + 1)
  const lines = note.slice(cut + 2).split('\n')
  if (cut < 1 || !isNoteText(text) || lines.pop() !== '' || lines.length === 0) throw new NoteError('this is not a signed note')
  if (lines.length > maxSignatures) throw new NoteError(`a note with more than ${maxSignatures} signatures is not read`)
  return { text, signatures: lines.map(parseSignatureLine) }
}

function parseSignatureLine(line: string): NoteSignature {
  const match = /^\u2014 (\S+) (\S+)$/u.exec(line)
  const [, name, encoded] = match ?? []
  if (name === undefined || encoded === undefined || !isKeyName(name)) throw new NoteError('a signature line is not in the form of one')
  const bytes = decodeLine(encoded)
  if (bytes.length < 5) throw new NoteError('a signature line holds no signature')
  return { name, id: Buffer.from(bytes).readUInt32BE(0), signature: bytes.subarray(4) }
}

function decodeLine(encoded: string): Uint8Array {
  try {
    return decodeBase64(encoded)
  } catch (cause) {
    throw new NoteError('a signature line is not base64', { cause })
  }
}

function isBy(signature: NoteSignature, key: NoteKey): boolean {
  return signature.name === key.name && signature.id === key.id
}

function checkedKey(text: string, { signature }: NoteSignature, key: NoteKey): NoteKey {
  if (!verify(null, Buffer.from(text), key.key, signature)) throw new NoteError(`the signature by ${key.name} does not fit the note`)
  return key
}

async function signatureLine(text: string, { key, signer }: NoteSigner): Promise<string> {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(key.id)
  return `\u2014 ${key.name} ${encodeBase64(Buffer.concat([id, await signer.sign(Buffer.from(text))]))}\n`
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !/[\x00-\x09\x0b-\x1f]/.test(text)
}

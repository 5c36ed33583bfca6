import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from '../digest.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** A key as a signed note names it: Ed25519 (signature type 0x01), with the 32-bit id that C2SP signed-note derives from name and key. */
export interface NoteKey {
  readonly name: string
  readonly id: number
  readonly key: KeyObject
}

const ed25519Type = Uint8Array.of(0x01)
/** DER of an Ed25519 SPKI up to the 32 key bytes (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** @throws TypeError for a key that is not Ed25519, RangeError for a name that a note cannot hold */
export function toNoteKey(name: string, key: KeyObject): NoteKey {
  if (!isKeyName(name)) throw new RangeError(`"${name}" cannot name a key: no spaces, no "+", not empty`)
  return { name, id: noteKeyId(name, rawKey(key)), key }
}

/** `<name>+<hex id>+<base64 type and key>`. */
export function formatVkey({ name, id, key }: NoteKey): string {
  return `${name}+${hexId(id)}+${encodeBase64(Buffer.concat([ed25519Type, rawKey(key)]))}`
}

/** @throws RangeError for anything but an Ed25519 vkey whose id matches its name and key */
export function parseVkey(vkey: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey)
  const [, name, id, encoded] = match ?? []
  if (name === undefined || id === undefined || encoded === undefined) throw new RangeError('not a vkey')
  const bytes = decodeBase64(encoded)
  if (bytes.length !== 33 || bytes[0] !== 0x01) throw new RangeError('not an Ed25519 vkey')
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, bytes.subarray(1)]), format: 'der', type: 'spki' })
  const noteKey = toNoteKey(name, key)
  if (hexId(noteKey.id) !== id) throw new RangeError(`the vkey of ${name} has id ${id}, its key has ${hexId(noteKey.id)}`)
  return noteKey
}

/** Non-empty, without spaces of any script, control characters or "+". */
export function isKeyName(name: string): boolean {
  return /^[^\s\p{Cc}\p{Z}+]+$/u.test(name)
}

function noteKeyId(name: string, raw: Uint8Array): number {
  return Buffer.from(sha256(Buffer.from(`${name}\n`), ed25519Type, raw)).readUInt32BE(0)
}

function rawKey(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== 'ed25519' || key.type !== 'public') throw new TypeError('a note key is an Ed25519 public key')
  return key.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length)
}

function hexId(id: number): string {
  return id.toString(16).padStart(8, '0')
}

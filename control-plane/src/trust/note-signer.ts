import { createPublicKey, type KeyObject } from 'node:crypto'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { toNoteKey } from '@rollcall/shared/log/note-key'
import type { NoteSigner } from '@rollcall/shared/log/signed-note'

/** Signs C2SP notes under one log's origin with the log key. */
export function noteSigner(origin: string, key: KeyObject): NoteSigner {
  return { key: toNoteKey(origin, createPublicKey(key)), signer: ed25519Signer(key) }
}

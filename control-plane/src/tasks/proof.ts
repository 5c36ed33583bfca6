import { sha256Hex } from '@rollcall/shared/digest'
import { TaskError } from './task-error.ts'

/** What may be uploaded: pictures, documents and plain text. Nothing that a browser would run. */
export const proofTypes = ['image/png', 'image/jpeg', 'application/pdf', 'text/plain', 'message/rfc822'] as const
export type ProofType = (typeof proofTypes)[number]

export const maxProofBytes = 5 * 1_048_576

export interface Proof {
  readonly name: string
  readonly type: ProofType
  readonly bytes: Uint8Array
}

/** How a file of each type begins; text has no such mark. */
const beginnings: Readonly<Partial<Record<ProofType, readonly number[]>>> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'application/pdf': [0x25, 0x50, 0x44, 0x46],
}

/** Gives the hash by which the ledger names it. @throws TaskError for what is no proof */
export function checkProof({ type, bytes }: Proof): string {
  if (bytes.length === 0) throw new TaskError('bad_proof', 'the file is empty')
  if (bytes.length > maxProofBytes)
    throw new TaskError('bad_proof', `the file has ${bytes.length} bytes; at most ${maxProofBytes} are kept`)
  if (beginnings[type]?.some((byte, index) => bytes[index] !== byte)) throw new TaskError('bad_proof', `the file is no ${type}`)
  return sha256Hex(bytes)
}

import { createCipheriv, createDecipheriv } from 'node:crypto'
import { z } from 'zod'
import type { Random } from '../ports.ts'

const base64 = z.base64()

/** AES-256-GCM: a fresh 96-bit nonce for each box, 128-bit tag (NIST SP 800-38D §8.2.2). */
export const sealedBoxSchema = z.strictObject({ nonce: base64, data: base64, tag: base64 })
export type SealedBox = Readonly<z.infer<typeof sealedBoxSchema>>

export interface BoxKey {
  readonly key: Uint8Array
  /** Bound to the content: a box that was moved elsewhere does not open. */
  readonly associated: string
}

export function sealBox(content: Uint8Array, { key, associated }: BoxKey, random: Random): SealedBox {
  const nonce = random(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated))
  const data = Buffer.concat([cipher.update(content), cipher.final()])
  return { nonce: toText(nonce), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') }
}

/** Gives undefined when the key, the associated text or a byte is not the one it was sealed with. */
export function openBox(box: SealedBox, { key, associated }: BoxKey): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(box.nonce, 'base64'), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(associated)).setAuthTag(Buffer.from(box.tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(box.data, 'base64')), decipher.final()])
  } catch {
    return undefined
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

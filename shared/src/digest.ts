import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** 64 lower-case hex digits. */
export function sha256Hex(...parts: readonly Uint8Array[]): string {
  return Buffer.from(sha256(...parts)).toString('hex')
}

/** Hex SHA-256 of the RFC 8785 bytes of a value: how policies, plans, recipes and connectors are named. */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value))
}

export const sha256HexSchema = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex')

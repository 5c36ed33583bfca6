import { hash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'

/** In one shot: a `Hash` object is a native one, and a log that hashes tree nodes by the thousand would leave as many for the collector to finalize. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts
  return hash('sha256', parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), 'buffer')
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

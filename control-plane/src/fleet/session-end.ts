import { EnvelopeError } from '@rollcall/shared/envelope/envelope'
import type { Signal } from '@rollcall/shared/wire/frames'
import { ZodError, z } from 'zod'
import { ReceiptRefusedError } from '../dispatch/read-receipt.ts'
import { UnauthorizedAgentError } from './open-auth.ts'

type Goaway = Extract<Signal, { kind: 'goaway' }>

/** Why a session is over. `failed` is our own fault; the frame that met it comes again on resume. */
export interface SessionEnd {
  readonly reason: 'closed' | 'silent' | 'failed' | Exclude<Goaway['code'], 'too_old'>
  readonly error?: unknown
}

/** A frame that breaks the order or the bounds of the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: 'gap' | 'frame' | 'unexpected'
  constructor(code: ProtocolError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What an error means for the session in which it came up. A forged frame before the proof of identity is a stranger; after it, a broken agent. */
export function toSessionEnd(error: unknown, isWelcomed: boolean): SessionEnd {
  if (error instanceof UnauthorizedAgentError) return { reason: 'unauthorized', error }
  if (error instanceof EnvelopeError) return { reason: isWelcomed ? 'protocol' : 'unauthorized', error }
  const isPeers = [ProtocolError, ReceiptRefusedError, ZodError, SyntaxError].some((fault) => error instanceof fault)
  return { reason: isPeers ? 'protocol' : 'failed', error }
}

/** A peer that does what it must not would do it again at once: it is asked to wait. */
const retryAfterMs: Partial<Readonly<Record<Goaway['code'], number>>> = { protocol: 30_000 }

/** What the peer is told; nothing when it is gone or the fault is ours. */
export function toGoaway({ reason }: SessionEnd): Goaway | undefined {
  if (reason === 'closed' || reason === 'silent' || reason === 'failed') return undefined
  return { kind: 'goaway', code: reason, retryAfterMs: retryAfterMs[reason] ?? 0, spreadMs: reason === 'restarting' ? 1_000 : 0 }
}

/** What the log says of it: a code for programs, and a reason for people. */
export function describeEnd({ reason, error }: SessionEnd): Readonly<Record<string, unknown>> {
  if (error === undefined) return { reason }
  if (reason === 'failed') return { reason, err: error }
  if (error instanceof ZodError) return { reason, code: 'schema', why: z.prettifyError(error).slice(0, 500) }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return { reason, ...(code === undefined ? {} : { code }), ...(error instanceof Error ? { why: error.message } : {}) }
}

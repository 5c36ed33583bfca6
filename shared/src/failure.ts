import { z } from 'zod'

/** Why a step failed. Used everywhere, shown to people, and the only thing that decides retries. */
export const failureKinds = [
  'throttled',
  'unavailable',
  'timeout',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'invalid',
  'unsupported',
  'ui_changed',
  'challenge',
  'vetoed',
  'unverified',
  'unknown',
] as const
export type FailureKind = (typeof failureKinds)[number]

export const failureSchema = z.strictObject({
  kind: z.enum(failureKinds),
  /** The connector's finer code, such as `TARGET_MISSING` or `uniqueness`. A word from a fixed list, never free text. */
  code: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .optional(),
})
export type Failure = Readonly<z.infer<typeof failureSchema>>

/** Kinds that the same call may not meet again a moment later. Everything else waits for a person. */
const passing: ReadonlySet<FailureKind> = new Set(['throttled', 'unavailable', 'timeout'])

/** True when trying again without a person's help can succeed. */
export function isPassing(kind: FailureKind): boolean {
  return passing.has(kind)
}

/** What a connector throws. `message` says what happened, to what, and what to do; it never holds a secret. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: FailureKind
  readonly code: string | undefined
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(kind: FailureKind, message: string, options: { code?: string; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.code = options.code
    this.retryAfterMs = options.retryAfterMs
  }
}

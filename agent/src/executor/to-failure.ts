import type { ConnectorError, Failure } from '@rollcall/shared/failure'
import { failureSchema } from '@rollcall/shared/failure'
import type { Scrubber } from '../vault/scrubber.ts'

/** What a receipt may say of an error: the kind, and the code if it is a plain word that holds no secret. Never the message. */
export function toFailure(error: ConnectorError, scrubber: Scrubber): Failure {
  const full = failureSchema.safeParse({ kind: error.kind, code: error.code })
  const isClean = error.code === undefined || scrubber.scrub(error.code) === error.code
  if (!full.success || !isClean || error.code === undefined) return { kind: error.kind }
  return full.data
}

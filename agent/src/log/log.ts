import pino from 'pino'
import type { Scrubber } from '../vault/scrubber.ts'

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/** Events with flat fields; nothing that is not a field can be logged, so no object drags a secret along. */
export interface Log {
  debug(event: string, fields?: Fields): void
  info(event: string, fields?: Fields): void
  warn(event: string, fields?: Fields): void
  error(event: string, fields?: Fields): void
}

export interface LogOptions {
  readonly level: string
  readonly scrubber: Scrubber
  /** Where lines go; standard error unless said. */
  readonly write?: (line: string) => void
}

export function createLog({ level, scrubber, write }: LogOptions): Log {
  const destination = write === undefined ? pino.destination({ fd: 2, sync: true }) : { write }
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  )
  const redact = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? scrubber.scrub(value) : value]))
  return {
    debug: (event, fields = {}) => logger.debug({ event, ...redact(fields) }),
    info: (event, fields = {}) => logger.info({ event, ...redact(fields) }),
    warn: (event, fields = {}) => logger.warn({ event, ...redact(fields) }),
    error: (event, fields = {}) => logger.error({ event, ...redact(fields) }),
  }
}

import type { Logger } from 'pino'
import type { Database } from './database/database.ts'
import type { WakeUps } from './database/wake-ups.ts'

/** Everything that a command may need from outside itself: time and randomness are arguments, so tests choose them. */
export interface Ports {
  readonly database: Database
  readonly wakeUps: WakeUps
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
  readonly log: Logger
}

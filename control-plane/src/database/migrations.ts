import type { Dialect } from './database.ts'

/** Migrations of one dialect, in order. Explicit names, so that a bundle keeps them. */
export function migrationsOf(_dialect: Dialect) {
  return []
}

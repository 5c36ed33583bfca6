import type { Dialect } from './database.ts'
import { FirstPostgresqlMigration } from './migrations/postgresql/001-first.ts'
import { WorkingLifePostgresqlMigration } from './migrations/postgresql/002-working-life.ts'
import { FirstSqliteMigration } from './migrations/sqlite/001-first.ts'
import { WorkingLifeSqliteMigration } from './migrations/sqlite/002-working-life.ts'

/** Migrations of one dialect, in order. Listed, not discovered, so that a bundle keeps them; their names are explicit for the same reason. */
export function migrationsOf(dialect: Dialect) {
  return dialect === 'sqlite'
    ? [FirstSqliteMigration, WorkingLifeSqliteMigration]
    : [FirstPostgresqlMigration, WorkingLifePostgresqlMigration]
}

import SqliteClient from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { KeptStatements } from './kept-statements.ts'

/**
 * SQLite with every transaction begun as `BEGIN IMMEDIATE`. A deferred transaction that reads first and writes later fails at once with
 * SQLITE_BUSY_SNAPSHOT when another process wrote in between, and no busy timeout helps.
 */
export function immediateSqliteDialect(file: string): SqliteDialect {
  const client = new SqliteClient(file)
  client.pragma('journal_mode = WAL')
  client.pragma('synchronous = FULL')
  client.pragma('busy_timeout = 5000')
  client.pragma('foreign_keys = ON')
  const statements = new KeptStatements(client)
  return new SqliteDialect({
    database: {
      close: () => void client.close(),
      prepare: (sql: string) => statements.prepare(sql === 'begin' ? 'begin immediate' : sql),
    },
  })
}

import { Client } from 'pg'
import type { Database } from './database.ts'

/** Brings the schema up to date. Safe to call from several replicas at once, and safe for data (see the two functions below). */
export async function migrate(database: Database): Promise<void> {
  await (database.dialect === 'sqlite' ? migrateSqlite(database) : migratePostgres(database))
}

/**
 * SQLite rebuilds a table by copy, drop and rename. The migrator's own `pragma foreign_keys = off` runs inside its transaction, where SQLite
 * ignores it, and dropping the old table would then delete the children of every row. So it is switched off out here, and checked after.
 */
async function migrateSqlite({ orm }: Database): Promise<void> {
  const connection = orm.em.getConnection()
  await connection.execute('pragma foreign_keys = off')
  await orm.migrator.up()
  const broken = await connection.execute<readonly unknown[]>('pragma foreign_key_check')
  if (broken.length > 0)
    throw new Error(`the migration left ${broken.length} rows without their parent: restore the database from before it`)
  await connection.execute('pragma foreign_keys = on')
}

/** Replicas that start together would create the migrations table twice: one at a time, by an advisory lock on a connection of its own. */
async function migratePostgres({ orm }: Database): Promise<void> {
  const url = orm.config.get('clientUrl')
  const client = new Client({ connectionString: url ?? '' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7023501)')
    await orm.migrator.up()
  } finally {
    await client.end()
  }
}

import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import type { Database, Dialect } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'

/** Every service test runs on both: `describe.each(testDialects)('… on %s', (dialect) => …)`. */
export const testDialects: readonly Dialect[] = ['sqlite', 'postgresql']

/** An empty, migrated database that is gone when it is disposed of. */
export async function openTestDatabase(dialect: Dialect): Promise<Database> {
  const database = await openEmptyDatabase(dialect)
  await migrate(database)
  return database
}

/** One without any table. */
export async function openEmptyDatabase(dialect: Dialect): Promise<Database> {
  return openDatabase(dialect === 'sqlite' ? ':memory:' : await createPostgresDatabase())
}

async function createPostgresDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.toString()
}

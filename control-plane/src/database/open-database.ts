import { Migrator } from '@mikro-orm/migrations'
import { defineConfig as definePostgres, MikroORM as PostgresOrm } from '@mikro-orm/postgresql'
import { defineConfig as defineSqlite, MikroORM as SqliteOrm } from '@mikro-orm/sqlite'
import { BoundSqliteDriver } from './bound-sqlite-driver.ts'
import { Database } from './database.ts'
import { entities } from './entities.ts'
import { immediateSqliteDialect } from './immediate-sqlite-dialect.ts'
import { migrationsOf } from './migrations.ts'

/** Opens `postgresql://…` or a SQLite file path; does not migrate (`migrate`). */
export async function openDatabase(url: string): Promise<Database> {
  return url.startsWith('postgresql://') || url.startsWith('postgres://') ? openPostgres(url) : openSqlite(url)
}

async function openSqlite(file: string): Promise<Database> {
  const orm = await SqliteOrm.init(
    defineSqlite({
      driver: BoundSqliteDriver,
      dbName: file,
      entities: entities('sqlite'),
      driverOptions: () => immediateSqliteDialect(file),
      extensions: [Migrator],
      migrations: { migrationsList: migrationsOf('sqlite'), snapshot: false, silent: true },
      schemaGenerator: { ignoreTriggers: true },
    }),
  )
  return new Database('sqlite', orm)
}

async function openPostgres(url: string): Promise<Database> {
  const orm = await PostgresOrm.init(
    definePostgres({
      clientUrl: url,
      entities: entities('postgresql'),
      extensions: [Migrator],
      migrations: { migrationsList: migrationsOf('postgresql'), snapshot: false, silent: true },
    }),
  )
  return new Database('postgresql', orm)
}

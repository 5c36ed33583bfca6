/**
 * `npm run create-migration -- <name>`: writes the difference between entities and the last migration, once per dialect.
 * Read what it wrote before you commit it: see docs/adr and the notes in `migrate.ts`.
 */
import { mkdirSync } from 'node:fs'
import { Migrator } from '@mikro-orm/migrations'
import { defineConfig as definePostgres, MikroORM as PostgresOrm } from '@mikro-orm/postgresql'
import { defineConfig as defineSqlite, MikroORM as SqliteOrm } from '@mikro-orm/sqlite'
import { entities } from '@rollcall/control-plane/database/entities'
import { startPostgres } from '../postgres/start-postgres.ts'

const name = process.argv[2]
if (name === undefined || !/^[a-z0-9-]+$/.test(name)) throw new RangeError('give the migration a name, such as add-holds')

const settings = (dialect: string) => {
  const path = new URL(`../../../control-plane/src/database/migrations/${dialect}`, import.meta.url).pathname
  mkdirSync(path, { recursive: true })
  return { path, pathTs: path, snapshotName: 'snapshot', emit: 'ts' as const }
}
const sqlite = await SqliteOrm.init(
  defineSqlite({
    dbName: ':memory:',
    entities: entities('sqlite'),
    extensions: [Migrator],
    migrations: settings('sqlite'),
    schemaGenerator: { ignoreTriggers: true },
  }),
)
process.stdout.write(`${(await sqlite.migrator.create(undefined, false, false, name)).fileName}\n`)
await sqlite.close()

const server = await startPostgres()
const postgres = await PostgresOrm.init(
  definePostgres({ clientUrl: server.url, entities: entities('postgresql'), extensions: [Migrator], migrations: settings('postgresql') }),
)
process.stdout.write(`${(await postgres.migrator.create(undefined, false, false, name)).fileName}\n`)
await postgres.close()
await server.stop()

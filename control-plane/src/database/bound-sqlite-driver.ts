import type { Configuration } from '@mikro-orm/core'
import { SqliteDriver } from '@mikro-orm/sqlite'
import { BoundSqliteConnection } from './bound-sqlite-connection.ts'

/** The ORM's driver for SQLite, with statements whose values are bound. */
export class BoundSqliteDriver extends SqliteDriver {
  protected override readonly connection: BoundSqliteConnection

  constructor(config: Configuration) {
    super(config)
    this.connection = new BoundSqliteConnection(config)
  }
}

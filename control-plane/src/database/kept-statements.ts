import type { Database, Statement } from 'better-sqlite3'

const most = 200
/** Longer ones are bulk inserts, each of its own length. */
const longest = 8_192

/**
 * Prepares a statement once and hands it out again for the same text. Kysely prepares one for every query, and in better-sqlite3 that costs more than
 * most queries themselves: SQL is compiled, a function is generated for its rows, and the collector has to finalize both (pauses of 50 ms and more).
 * SQLite compiles a statement anew by itself when the schema has changed. A text that could not be bound has values in it: it never comes again, and
 * may hold somebody's data, so none with a quoted text in it is kept.
 */
export class KeptStatements {
  readonly #client: Database
  readonly #kept = new Map<string, Statement>()

  constructor(client: Database) {
    this.#client = client
  }

  prepare(sql: string): Statement {
    const known = this.#kept.get(sql)
    if (known !== undefined) {
      this.#keep(sql, known)
      return known
    }
    const statement = this.#client.prepare(sql)
    if (sql.length <= longest && !sql.includes("'")) this.#keep(sql, statement)
    return statement
  }

  /** The one that was not used for the longest time goes first. */
  #keep(sql: string, statement: Statement): void {
    this.#kept.delete(sql)
    this.#kept.set(sql, statement)
    if (this.#kept.size <= most) return
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest)
      return
    }
  }
}

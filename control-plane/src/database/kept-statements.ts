import type { Database, Statement } from 'better-sqlite3'

const most = 300
/** Longer ones are bulk inserts, each of its own length. */
const longest = 8_192

/**
 * Prepares a statement once and hands it out again for the same text. Kysely prepares one for every query, and in better-sqlite3 that costs more than
 * most queries themselves: SQL is compiled, a function is generated for its rows, and the collector has to finalize both (pauses of 50 ms and more).
 * A change of the schema forgets them all, since their columns may be others afterwards.
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
    if (/^\s*(?:create|alter|drop|pragma|vacuum|reindex)\b/i.test(sql)) this.#kept.clear()
    const statement = this.#client.prepare(sql)
    if (sql.length <= longest && /^\s*(?:select|insert|update|delete|with|begin|commit|rollback)\b/i.test(sql)) this.#keep(sql, statement)
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

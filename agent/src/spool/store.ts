import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { z } from 'zod'

/** One SQLite file whose every committed transaction is on the disk (WAL, synchronous=FULL) before the call returns. */
export class Store implements Disposable {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #depth = 0

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma foreign_keys = on')
  }

  execute(script: string): void {
    this.#database.exec(script)
  }

  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  row<T>(schema: z.ZodType<T>, sql: string, ...values: readonly SQLInputValue[]): T | undefined {
    const row = this.#prepare(sql).get(...values)
    return row === undefined ? undefined : schema.parse(row)
  }

  rows<T>(schema: z.ZodType<T>, sql: string, ...values: readonly SQLInputValue[]): readonly T[] {
    return this.#prepare(sql)
      .all(...values)
      .map((row) => schema.parse(row))
  }

  /** All or nothing. An inner transaction joins the outer one. The work is synchronous, so nothing else can slip in between. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work()
    this.#database.exec('begin immediate')
    this.#depth += 1
    try {
      const result = work()
      this.#database.exec('commit')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw error
    } finally {
      this.#depth -= 1
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear()
    this.#database.close()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

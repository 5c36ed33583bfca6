import { AsyncLocalStorage } from 'node:async_hooks'
import { type EntityManager, MikroORM as SqlOrm } from '@mikro-orm/sql'

export type Dialect = 'sqlite' | 'postgresql'

/** Thrown when a command is started inside another command's transaction: on SQLite's one connection that would wait for itself for ever. */
export class NestedTransactionError extends Error {
  override readonly name = 'NestedTransactionError'
}

/** The unit of work: every command is one transaction on an entity manager of its own, thrown away on error. */
export class Database {
  readonly dialect: Dialect
  readonly orm: SqlOrm
  readonly #inTransaction = new AsyncLocalStorage<true>()

  constructor(dialect: Dialect, orm: SqlOrm) {
    this.dialect = dialect
    this.orm = orm
  }

  /** Runs one command. No network and no waiting for people inside. */
  async transact<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    if (this.#inTransaction.getStore() === true)
      throw new NestedTransactionError('a transaction was opened inside another one: pass the entity manager on instead')
    return this.#inTransaction.run(true, () => this.orm.em.fork().transactional(work))
  }

  /** Reads without a transaction, on an entity manager that nothing else sees. */
  async read<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return work(this.orm.em.fork())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.orm.close()
  }
}

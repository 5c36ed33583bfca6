import {
  type AnyEntity,
  type Dictionary,
  type EntityData,
  type LoggingOptions,
  type NativeQueryBuilder,
  type QueryResult,
  type RawQueryFragment,
  SqliteConnection,
  type Transaction,
} from '@mikro-orm/sqlite'
import { CompiledQuery } from 'kysely'
import { boundParameters } from './bound-parameters.ts'

/**
 * Binds the values of the ORM's statements, where the ORM itself writes them into the SQL. A text with values in it is compiled anew each time, and
 * what SQLite holds for it stays in memory until the collector comes by: 300 kB for each batch of a large import. Without them the few texts that
 * there are come again and again, and are prepared once (`KeptStatements`). What cannot be bound goes the ORM's way.
 */
export class BoundSqliteConnection extends SqliteConnection {
  // oxlint-disable-next-line max-params -- the ORM says which
  override async execute<T extends QueryResult | EntityData<AnyEntity> | EntityData<AnyEntity>[] = EntityData<AnyEntity>[]>(
    query: string | NativeQueryBuilder | RawQueryFragment,
    params: readonly unknown[] | Dictionary<unknown> = [],
    method: 'all' | 'get' | 'run' = 'all',
    ctx?: Transaction,
    loggerContext?: LoggingOptions,
  ): Promise<T> {
    const bound = typeof query === 'string' && Array.isArray(params) ? boundParameters(query, params) : undefined
    if (typeof query !== 'string' || bound === undefined) return super.execute<T>(query, params, method, ctx, loggerContext)
    await this.ensureConnection()
    return this.executeQuery(
      query,
      async () => this.transformRawResult<T>(await (ctx ?? this.getClient()).executeQuery(CompiledQuery.raw(query, bound)), method),
      { query, params: bound, ...loggerContext },
    )
  }
}

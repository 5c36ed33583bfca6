type Bindable = string | number | bigint | Buffer | null

/** SQLite takes no more in one statement. */
const most = 32_766

/** The values of a statement as SQLite binds them; undefined when one of them is SQL itself, or when they are not one for each `?`. */
export function boundParameters(sql: string, values: readonly unknown[]): Bindable[] | undefined {
  if (values.length === 0 || values.length > most || questionMarks(sql) !== values.length) return undefined
  const bound: Bindable[] = []
  for (const value of values) {
    const one = toBindable(value)
    if (one === undefined) return undefined
    bound.push(one)
  }
  return bound
}

function toBindable(value: unknown): Bindable | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || Buffer.isBuffer(value)) return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof Date ? value.getTime() : undefined
}

/** Those that stand for names (`??`) or for themselves (`\?`) are too many on purpose. */
function questionMarks(sql: string): number {
  let count = 0
  for (let at = sql.indexOf('?'); at >= 0; at = sql.indexOf('?', at + 1)) count++
  return sql.includes('??') || sql.includes('\\?') ? Number.NaN : count
}

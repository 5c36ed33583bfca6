/** What some work gives, and how many milliseconds it took. */
export async function timeWork<T>(work: () => T | Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const startedAt = performance.now()
  const result = await work()
  return { result, ms: performance.now() - startedAt }
}

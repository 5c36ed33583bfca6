/** Ends with the signal even when the work ignores it. */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const fail = () => reject(signal.reason)
  signal.addEventListener('abort', fail, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', fail)
  }
}

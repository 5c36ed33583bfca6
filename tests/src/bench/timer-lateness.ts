import { quantile } from './quantile.ts'

const everyMs = 10

/** Watches how late this process, which has nothing else to do, is woken by its own timer: what the machine takes from anybody. */
export function watchTimerLateness(): { stop(): { readonly median: number; readonly p99: number } } {
  const late = [0]
  let dueAt = performance.now() + everyMs
  const timer = setInterval(() => {
    late.push(performance.now() - dueAt)
    dueAt = performance.now() + everyMs
  }, everyMs).unref()
  return {
    stop: () => {
      clearInterval(timer)
      return { median: quantile(late, 0.5), p99: quantile(late, 0.99) }
    },
  }
}

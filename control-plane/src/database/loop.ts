import type { Logger } from 'pino'
import type { WakeTopic, WakeUps } from './wake-ups.ts'

export interface LoopOptions {
  readonly name: string
  readonly topic: WakeTopic
  /** Longest time between two looks, in milliseconds. */
  readonly everyMs: number
  readonly wakeUps: WakeUps
  readonly log: Logger
  readonly now: () => Date
  /** One look at the database; true when there may be more at once. */
  readonly tick: (at: Date) => Promise<boolean>
}

/** Runs `tick` whenever it is woken, and at least every `everyMs`, one at a time, until the signal. A failing tick is logged and tried again. */
export async function runLoop(options: LoopOptions, signal: AbortSignal): Promise<void> {
  let isWoken = true
  let wake = () => {}
  options.wakeUps.listen(options.topic, () => ((isWoken = true), wake()), signal)
  signal.addEventListener('abort', () => wake(), { once: true })
  while (!signal.aborted) {
    if (!isWoken) await sleepUnlessWoken(options.everyMs, (callback) => (wake = callback))
    if (signal.aborted) return
    isWoken = false
    try {
      if (await options.tick(options.now())) isWoken = true
    } catch (error) {
      options.log.error({ err: error, loop: options.name }, 'loop tick failed; trying again')
      await sleepUnlessWoken(Math.min(options.everyMs, 500), () => {})
    }
  }
}

function sleepUnlessWoken(ms: number, onWake: (callback: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    onWake(() => (clearTimeout(timer), resolve()))
  })
}

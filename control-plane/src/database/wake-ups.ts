import { EventEmitter } from 'node:events'

export type WakeTopic = 'planning' | 'reconciling' | 'dispatch' | 'frames' | 'progress' | 'clock'

/**
 * Tells loops that there may be work. A hint only: every loop also looks by itself, so a lost wake-up costs time, never work.
 * One process today; on PostgreSQL with several replicas the same two members go over LISTEN/NOTIFY.
 */
export class WakeUps {
  readonly #emitter = new EventEmitter()

  constructor() {
    this.#emitter.setMaxListeners(0)
  }

  notify(topic: WakeTopic, subject = ''): void {
    this.#emitter.emit(topic, subject)
  }

  /** Calls back at each wake-up until the signal ends it. */
  listen(topic: WakeTopic, callback: (subject: string) => void, signal: AbortSignal): void {
    this.#emitter.on(topic, callback)
    signal.addEventListener('abort', () => this.#emitter.off(topic, callback), { once: true })
  }
}

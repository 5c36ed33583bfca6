import { z } from 'zod'
import type { Store } from './store.ts'

const nonceRow = z.object({ nonce: z.string() })
const fenceRow = z.object({ fence: z.int() })

/** What must never be run again: nonces seen, and the highest fence per app. */
export class ReplayStore {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  hasNonce(nonce: string): boolean {
    return this.#store.row(nonceRow, 'select nonce from nonce where nonce = ?', nonce) !== undefined
  }

  rememberNonce(nonce: string, expiresAt: number): void {
    this.#store.run('insert into nonce (nonce, expires_at) values (?, ?) on conflict (nonce) do nothing', nonce, expiresAt)
  }

  /** 0 for an app without a job so far. */
  fenceOf(app: string): number {
    return this.#store.row(fenceRow, 'select fence from fence where app = ?', app)?.fence ?? 0
  }

  raiseFence(app: string, fence: number): void {
    this.#store.run(
      'insert into fence (app, fence) values (?, ?) on conflict (app) do update set fence = max(fence, excluded.fence)',
      app,
      fence,
    )
  }

  /** A job past its `exp` is refused for that, so its nonce need not be kept. */
  prune(expiredBefore: number): void {
    this.#store.run('delete from nonce where expires_at < ?', expiredBefore)
  }
}

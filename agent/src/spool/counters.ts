import { z } from 'zod'
import type { Store } from './store.ts'

/** `received`: last control frame taken in · `sent`: last frame numbered for the control plane · `job`: highest job sequence seen. */
export type CounterName = 'received' | 'sent' | 'job' | 'receipt'

const counterRow = z.object({ value: z.int() })
const noteRow = z.object({ value: z.string() })

/** Single values that must survive a crash. */
export class Counters {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  get(name: CounterName): number {
    return this.#store.row(counterRow, 'select value from counter where name = ?', name)?.value ?? 0
  }

  set(name: CounterName, value: number): void {
    this.#store.run('insert into counter (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, value)
  }

  note(name: 'receipt_hash' | 'link'): string | undefined {
    return this.#store.row(noteRow, 'select value from note where name = ?', name)?.value
  }

  setNote(name: 'receipt_hash' | 'link', value: string): void {
    this.#store.run('insert into note (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', name, value)
  }
}

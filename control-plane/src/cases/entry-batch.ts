import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { TrippedLimit } from '../planning/check-guard.ts'
import type { Case } from './case.entity.ts'
import { trippedEntry } from './case-entries.ts'
import type { Moment } from './moment.ts'

interface Line {
  readonly draft: EntryDraft
  readonly placed: (position: number) => void
}

/** Ledger entries of many cases as one append, and each case's place in the log. */
export class EntryBatch {
  readonly #lines: Line[] = []

  add(...drafts: readonly EntryDraft[]): void {
    for (const draft of drafts) this.#lines.push({ draft, placed: () => {} })
  }

  /** The guard holds a case once more. */
  trip(lifecycle: Pick<Case, 'id'>, tripped: readonly TrippedLimit[]): void {
    this.add(...tripped.map((limit) => trippedEntry(limit, lifecycle)))
  }

  /** The case's first entries. */
  addFirst(lifecycle: Case, drafts: readonly EntryDraft[]): void {
    for (const [index, draft] of drafts.entries())
      this.#lines.push({ draft, placed: (position) => void (index === 0 && (lifecycle.ledgerFrom = position)) })
  }

  /** The case's last entries. */
  addLast(lifecycle: Case, drafts: readonly EntryDraft[]): void {
    for (const draft of drafts) this.#lines.push({ draft, placed: (position) => void (lifecycle.ledgerTo = position + 1) })
  }

  async append(em: EntityManager, organization: Id<'organization'>, { at, random }: Moment): Promise<void> {
    if (this.#lines.length === 0) return
    const { from } = await appendEntries(
      em,
      organization,
      this.#lines.map(({ draft }) => draft),
      { at, random },
    )
    for (const [index, { placed }] of this.#lines.entries()) placed(from + index)
    this.#lines.length = 0
  }
}

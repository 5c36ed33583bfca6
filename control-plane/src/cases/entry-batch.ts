import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { Case } from './case.entity.ts'
import type { Moment } from './moment.ts'

interface Line {
  readonly draft: EntryDraft
  readonly placed: (position: number) => void
}

/** Ledger entries of many cases as one append, and each case's place in the log. */
export class EntryBatch {
  readonly #lines: Line[] = []

  add(draft: EntryDraft): void {
    this.#lines.push({ draft, placed: () => {} })
  }

  /** The case's first entries. */
  addFirst(lifecycle: Case, drafts: readonly EntryDraft[]): void {
    for (const [index, draft] of drafts.entries())
      this.#lines.push({ draft, placed: (position) => void (index === 0 && (lifecycle.ledgerFrom = position)) })
  }

  addLast(lifecycle: Case, draft: EntryDraft): void {
    this.#lines.push({ draft, placed: (position) => void (lifecycle.ledgerTo = position + 1) })
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

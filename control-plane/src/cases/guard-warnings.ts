import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { Notice } from '../notifications/notice.entity.ts'
import type { TrippedLimit } from '../planning/check-guard.ts'
import { trippedEntry } from './case-entries.ts'
import type { Moment } from './moment.ts'

/** Limits that were passed and held nothing, since hires go on: people are told once a day. */
export class GuardWarnings {
  readonly #organization: Id<'organization'>
  #creations: TrippedLimit | undefined

  constructor(organization: Id<'organization'>) {
    this.#organization = organization
  }

  add(warnings: readonly TrippedLimit[]): void {
    this.#creations = warnings.find(({ counter }) => counter === 'creations') ?? this.#creations
  }

  async give(em: EntityManager, moment: Moment): Promise<void> {
    if (this.#creations === undefined) return
    const [organization, key] = [this.#organization, `many_creations/${moment.at.toISOString().slice(0, 10)}`]
    if ((await em.count(Notice, { organization, key })) > 0) return
    const { count, limit, window } = this.#creations
    await giveNotice(em, { organization, kind: 'many_creations', key, details: { count, limit, window } }, moment)
    await appendEntries(em, organization, [trippedEntry(this.#creations)], moment)
  }
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import type { QuestionDraft } from '../questions/question-draft.ts'
import type { AccountRecord } from './account.entity.ts'
import { isDecided } from './is-decided.ts'
import { orphanKey } from './orphan-key.ts'

interface Report {
  readonly organization: Id<'organization'>
  readonly app: string
  /** Nobody fits. */
  readonly orphans: readonly AccountRecord[]
  /** Somebody may fit, and is asked about. */
  readonly review: readonly AccountRecord[]
  readonly isNew: (account: AccountRecord) => boolean
  /** The first listing of an app only reports: what was there before us is nobody's task yet. */
  readonly isFirst: boolean
  readonly isWhole: boolean
}

/** Says once of each account that it belongs to nobody, and asks what is to become of those that turn up after the first listing. */
export async function reportOrphans(em: EntityManager, report: Report, moment: Moment): Promise<void> {
  const { organization, app, orphans, review, isNew, isFirst, isWhole } = report
  const fresh = [...review, ...orphans].filter(isNew)
  const entries = fresh.map((account): EntryDraft => ({ t: 'account.orphan_found', app, account: account.id }))
  await appendEntries(em, organization, entries, moment)
  const unprotected = orphans.filter((account) => !account.protected)
  if (isWhole) {
    const except = new Set(unprotected.map(({ id }) => orphanKey(id)))
    await mootQuestions(em, { organization, kinds: ['orphan'], app, except }, moment)
  }
  if (isFirst) return
  const asked = unprotected.filter((account) => isNew(account) || isDecided(account))
  await askQuestions(em, asked.map(toQuestion), moment)
}

function toQuestion({ organization, id, app, userName, profile, active, entitlements }: AccountRecord): QuestionDraft {
  const details = { app, userName, displayName: profile.displayName ?? null, active, entitlements }
  return { organization, kind: 'orphan', key: orphanKey(id), account: id, app, details }
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { Question } from './question.entity.ts'
import type { QuestionKind } from './question-kinds.ts'

export interface Mooting {
  readonly organization: Id<'organization'>
  readonly kinds: readonly QuestionKind[]
  /** Only those about them; left out: whoever they are about. */
  readonly people?: readonly Id<'person'>[] | undefined
  readonly accounts?: readonly Id<'account'>[] | undefined
  readonly app?: string | undefined
  /** Keys of questions that the facts still raise. */
  readonly except: ReadonlySet<string>
}

/** Ends open questions that the facts have answered meanwhile, in the transaction of whoever knows the facts, which holds the ledger. */
export async function mootQuestions(em: EntityManager, mooting: Mooting, moment: Moment): Promise<void> {
  const { organization, kinds, people, accounts, app, except } = mooting
  const where = {
    organization,
    state: 'open' as const,
    kind: { $in: [...kinds] },
    ...(app === undefined ? {} : { app }),
    ...(people === undefined ? {} : { person: { $in: [...people] } }),
    ...(accounts === undefined ? {} : { account: { $in: [...accounts] } }),
  }
  const moot = (await em.find(Question, where, { orderBy: { id: 'asc' } })).filter(({ key }) => !except.has(key))
  if (moot.length === 0) return
  for (const question of moot) em.assign(question, { state: 'moot', answeredAt: moment.at })
  await em.flush()
  await appendEntries(em, organization, moot.map(mootEntry), moment)
}

/** Nobody answered: the entry names no member. */
function mootEntry({ id, person }: Question): EntryDraft {
  return { t: 'question.answered', question: id, answer: 'moot', ...(person ? { sub: person } : {}) }
}

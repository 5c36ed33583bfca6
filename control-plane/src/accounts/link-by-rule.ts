import type { EntityManager } from '@mikro-orm/sql'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import type { QuestionDraft } from '../questions/question-draft.ts'
import type { AccountRecord } from './account.entity.ts'
import type { Correlation } from './correlate.ts'
import type { NamedPerson } from './correlated-people.ts'
import type { Candidate } from './people-index.ts'

interface Linking {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly correlation: Correlation<AccountRecord>
  readonly people: readonly NamedPerson[]
  /** Whose access is over: an address alone is no ground yet to take theirs away. */
  readonly isOver: (person: Id<'person'>) => boolean
  /** Whether the listing said something of every account: only then has it answered old questions. */
  readonly isWhole: boolean
}

/**
 * Takes over what rules say of one listing: links that are certain, with their entries, and questions about the others. Gives the accounts whose
 * link has to be seen once more before anything follows from it.
 */
export async function linkByRule(em: EntityManager, linking: Linking, moment: Moment): Promise<readonly AccountRecord[]> {
  const { organization, app, correlation, isOver, isWhole } = linking
  const { linked, review, doubtful, confirmed } = correlation
  for (const { account, person, rule, score } of linked)
    em.assign(account, {
      person,
      linkedBy: rule,
      linkScore: Math.round(score * 100),
      linkVerified: rule === 'external_id' || !isOver(person),
    })
  for (const { account } of doubtful) account.linkVerified = false
  for (const account of confirmed) if (!account.linkVerified) account.linkVerified = true
  if (linked.length + doubtful.length > 0) await em.flush()
  await appendEntries(
    em,
    organization,
    linked.map(
      ({ account, person, rule }): EntryDraft => ({ t: 'account.linked', sub: person, app, account: account.id, how: 'rule', rule }),
    ),
    moment,
  )
  const asked = [...review, ...doubtful].map(({ account, candidates }) => toQuestion(account, candidates, linking))
  const except = new Set(asked.map(({ key }) => key))
  if (isWhole) await mootQuestions(em, { organization, kinds: ['account_match'], app, except }, moment)
  await askQuestions(em, asked, moment)
  return linked.map(({ account }) => account).filter(({ linkVerified }) => !linkVerified)
}

/** Who may own the account is part of what is asked: other candidates make another question. */
function toQuestion(account: AccountRecord, candidates: readonly Candidate[], { organization, app, people }: Linking): QuestionDraft {
  const { id, userName, person, profile } = account
  const digest = digestOf({ owner: person ?? null, candidates: candidates.map((one) => one.person).sort() })
  const named = candidates.map(({ person: candidate, rule, score }) => ({
    person: candidate,
    name: nameOf(people, candidate),
    rule,
    score,
  }))
  const details = { app, userName, displayName: profile.displayName ?? null, candidates: named, linkedTo: person ?? null }
  return { organization, kind: 'account_match', key: `account_match/${id}/${digest}`, account: id, app, details }
}

function nameOf(people: readonly NamedPerson[], id: Id<'person'>): string {
  const person = people.find((one) => one.id === id)
  return person === undefined ? '' : `${person.givenName} ${person.familyName}`
}

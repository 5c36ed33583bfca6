import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { groupByKeys, sameText } from '../accounts/match-keys.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import { cutOffDate } from './access-window.ts'
import { idsByKey } from './ids-by-key.ts'
import { Person } from './person.entity.ts'
import type { ReviewedSnapshot } from './review-roster.ts'
import { askFrom, type RehireScore, scoreRehire } from './score-rehire.ts'

const most = 5

/**
 * Asks of every new HR key that looks like somebody who left, or whose end HR has named, whether it is the same human being: before an end switches
 * anything off that a new key would only be given again.
 */
export async function askAboutRehires(em: EntityManager, reviewed: ReviewedSnapshot): Promise<void> {
  const { organization, source, baseline, diff, people, at, random } = reviewed
  if (baseline) return
  const added = diff.added.map(({ facts }) => facts)
  const newEnds = [...diff.changed, ...diff.reappeared].map(({ facts }) => facts).filter(hasEnd)
  if (added.length + newEnds.length === 0) return
  const formers = added.length === 0 ? [] : [...(await findFormers(em, organization)), ...people.filter(hasEnd).map(listed)]
  const found = [...match(added, formers), ...match(people, newEnds.map(listed)).filter(isConversion)]
  const ids = await idsByKey(em, source, [
    ...new Set(found.flatMap(({ facts, candidates }) => [facts, ...candidates].map(({ personKey }) => personKey))),
  ])
  const drafts = found.toReversed().flatMap(({ facts, candidates }) => {
    const person = ids.get(facts.personKey)
    const known = candidates.flatMap(({ id, ...candidate }) => {
      const former = id ?? ids.get(candidate.personKey)
      return former === undefined ? [] : [{ person: former, ...candidate }]
    })
    if (person === undefined || known.length === 0) return []
    const details = { name: nameOf(facts), conversion: isConversion({ candidates }), candidates: known.slice(0, most) }
    return [{ organization, kind: 'rehire' as const, key: `rehire:${person}`, person, details }]
  })
  await askQuestions(em, drafts, { at, random })
}

interface Former {
  /** Undefined for somebody in the file: their key says it. */
  readonly id: Id<'person'> | undefined
  readonly personKey: string
  readonly facts: PersonFacts
}

/** Those who left, by the last look, and those whom HR no longer lists. */
async function findFormers(em: EntityManager, organization: Id<'organization'>): Promise<readonly Former[]> {
  const left = { $or: [{ status: { $in: ['terminated' as const, 'never_started' as const] } }, { presence: 'missing' as const }] }
  return em.find(Person, { organization, ...left }, { fields: ['id', 'personKey', 'facts'], disableIdentityMap: true })
}

function hasEnd({ engagements }: PersonFacts): boolean {
  return engagements.some((engagement) => cutOffDate(engagement) !== null)
}

function listed(facts: PersonFacts): Former {
  return { id: undefined, personKey: facts.personKey, facts }
}

type Candidate = RehireScore & Pick<Former, 'id' | 'personKey'> & { readonly name: string }

interface Match {
  readonly facts: PersonFacts
  /** Best first. */
  readonly candidates: readonly Candidate[]
}

function match(people: readonly PersonFacts[], formers: readonly Former[]): readonly Match[] {
  if (formers.length === 0) return []
  const byKey = groupByKeys(formers, ({ facts }) => keysOf(facts))
  return people.flatMap((facts) => {
    const candidates = rank(facts, new Set(keysOf(facts).flatMap((key) => byKey.get(key) ?? [])))
    return candidates.length === 0 ? [] : [{ facts, candidates }]
  })
}

function isConversion({ candidates }: Pick<Match, 'candidates'>): boolean {
  return candidates.some(({ because }) => because.includes('end_date'))
}

function keysOf(facts: PersonFacts): readonly string[] {
  const { workEmail } = facts
  return [`name ${sameText(nameOf(facts))}`, ...(workEmail == null ? [] : [`address ${sameText(workEmail)}`])]
}

function nameOf({ givenName, familyName }: PersonFacts): string {
  return `${givenName} ${familyName}`
}

/** Of two that work here, or will, the one that begins later goes on from the other. */
function isEarlier({ id, facts }: Former, added: PersonFacts): boolean {
  return id !== undefined || firstDay(facts) < firstDay(added)
}

function firstDay({ engagements }: PersonFacts): string {
  return engagements.map(({ startDate }) => startDate).sort()[0] ?? ''
}

function rank(facts: PersonFacts, formers: ReadonlySet<Former>): readonly Candidate[] {
  const ranked = [...formers]
    .filter((former) => former.personKey !== facts.personKey && isEarlier(former, facts))
    .map(({ id, personKey, facts: former }) => ({ id, personKey, name: nameOf(former), ...scoreRehire(facts, former) }))
    .filter(({ score }) => score >= askFrom)
    .sort((a, b) => b.score - a.score || (a.personKey < b.personKey ? -1 : 1))
  // Who left and is still in the file is found twice.
  return [...new Map(ranked.map((candidate) => [candidate.personKey, candidate])).values()]
}

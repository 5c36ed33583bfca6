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
 * Asks of every new HR key that looks like somebody who left, whose end HR has named, or whom another source lists, whether it is the same human
 * being: before an end switches anything off that a new key would only be given again, and before one human being has everything twice.
 */
export async function askAboutRehires(em: EntityManager, reviewed: ReviewedSnapshot): Promise<void> {
  const { organization, source, diff, people, at, random } = reviewed
  const added = diff.added.map(({ facts }) => facts)
  const newEnds = [...diff.changed, ...diff.reappeared].map(({ facts }) => facts).filter(hasEnd)
  if (added.length + newEnds.length === 0) return
  const inFile = (facts: PersonFacts): Former => ({ id: undefined, source, personKey: facts.personKey, facts })
  const formers = added.length === 0 ? [] : await findFormers(em, reviewed)
  const ending = reviewed.baseline || added.length === 0 ? [] : people.filter(hasEnd).map(inFile)
  const found = [
    ...match(added, { formers: [...formers, ...ending], source }),
    ...match(people, { formers: newEnds.map(inFile), source }).filter(isConversion),
  ]
  const ids = await idsByKey(em, source, [
    ...new Set(found.flatMap(({ facts, candidates }) => [facts, ...candidates].map(({ personKey }) => personKey))),
  ])
  const drafts = found.toReversed().flatMap(({ facts, candidates }) => {
    const person = ids.get(facts.personKey)
    const known = candidates.flatMap(({ id, source: _, ...candidate }) => {
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
  readonly source: Id<'source'>
  readonly personKey: string
  readonly facts: PersonFacts
}

/** Those who left, by the last look, those whom HR no longer lists, and everybody of other sources: of a baseline, these alone. */
async function findFormers(em: EntityManager, { organization, source, baseline }: ReviewedSnapshot): Promise<readonly Former[]> {
  const others = { source: { $ne: source } }
  const left = { $or: [{ status: { $in: ['terminated' as const, 'never_started' as const] } }, { presence: 'missing' as const }] }
  const where = baseline ? others : { $or: [left, others] }
  return em.find(Person, { organization, ...where }, { fields: ['id', 'source', 'personKey', 'facts'], disableIdentityMap: true })
}

function hasEnd({ engagements }: PersonFacts): boolean {
  return engagements.some((engagement) => cutOffDate(engagement) !== null)
}

type Candidate = RehireScore & Pick<Former, 'id' | 'source' | 'personKey'> & { readonly name: string }

interface Match {
  readonly facts: PersonFacts
  /** Best first. */
  readonly candidates: readonly Candidate[]
}

interface Earlier {
  readonly formers: readonly Former[]
  /** Whose people are compared with them. */
  readonly source: Id<'source'>
}

function match(people: readonly PersonFacts[], { formers, source }: Earlier): readonly Match[] {
  if (formers.length === 0) return []
  const byKey = groupByKeys(formers, ({ facts }) => keysOf(facts))
  return people.flatMap((facts) => {
    const candidates = rank(facts, { source, formers: keysOf(facts).flatMap((key) => byKey.get(key) ?? []) })
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

function rank(facts: PersonFacts, { formers, source }: Earlier): readonly Candidate[] {
  const ranked = [...new Set(formers)]
    .filter((former) => (former.personKey !== facts.personKey || former.source !== source) && isEarlier(former, facts))
    .map(({ facts: former, id, ...key }) => ({ id, ...key, name: nameOf(former), ...scoreRehire(facts, former) }))
    .filter(({ score }) => score >= askFrom)
    .sort((a, b) => b.score - a.score || (a.personKey < b.personKey ? -1 : 1))
  // Who left and is still in the file is found twice.
  return [...new Map(ranked.map((candidate) => [`${candidate.source} ${candidate.personKey}`, candidate])).values()]
}

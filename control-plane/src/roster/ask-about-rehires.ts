import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonFacts } from '@rollcall/shared/person'
import { groupByKeys, sameText } from '../accounts/match-keys.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import { idsByKey } from './ids-by-key.ts'
import { Person } from './person.entity.ts'
import { askFrom, type RehireScore, scoreRehire } from './score-rehire.ts'
import type { AcceptedSnapshot } from './store-people.ts'

const most = 5

/** Asks of every new HR key that looks like somebody who left whether it is the same human being. */
export async function askAboutRehires(em: EntityManager, added: readonly PersonFacts[], accepted: AcceptedSnapshot): Promise<void> {
  if (added.length === 0 || accepted.baseline) return
  const { organization, source, at, random } = accepted
  const formers = groupByKeys(await findFormers(em, organization), ({ facts }) => keysOf(facts))
  if (formers.size === 0) return
  const found = added.flatMap((facts) => {
    const candidates = rank(facts, new Set(keysOf(facts).flatMap((key) => formers.get(key) ?? [])))
    return candidates.length === 0 ? [] : [{ facts, candidates }]
  })
  const ids = await idsByKey(
    em,
    source,
    found.map(({ facts }) => facts.personKey),
  )
  const drafts = found.flatMap(({ facts, candidates }) => {
    const person = ids.get(facts.personKey)
    const details = { name: `${facts.givenName} ${facts.familyName}`, candidates }
    return person === undefined ? [] : [{ organization, kind: 'rehire' as const, key: `rehire:${person}`, person, details }]
  })
  await askQuestions(em, drafts, { at, random })
}

interface Former {
  readonly id: Id<'person'>
  readonly personKey: string
  readonly facts: PersonFacts
}

/** Those who left, by the last look, and those whom HR no longer lists. */
async function findFormers(em: EntityManager, organization: Id<'organization'>): Promise<readonly Former[]> {
  const left = { $or: [{ status: { $in: ['terminated' as const, 'never_started' as const] } }, { presence: 'missing' as const }] }
  return em.find(Person, { organization, ...left }, { fields: ['id', 'personKey', 'facts'], disableIdentityMap: true })
}

function keysOf({ givenName, familyName, workEmail }: PersonFacts): readonly string[] {
  return [`name ${sameText(`${givenName} ${familyName}`)}`, ...(workEmail == null ? [] : [`address ${sameText(workEmail)}`])]
}

type Candidate = RehireScore & { readonly person: Id<'person'>; readonly personKey: string; readonly name: string }

function rank(facts: PersonFacts, formers: ReadonlySet<Former>): readonly Candidate[] {
  return [...formers]
    .filter(({ personKey }) => personKey !== facts.personKey)
    .map(({ id, personKey, facts: former }) => ({
      person: id,
      personKey,
      name: `${former.givenName} ${former.familyName}`,
      ...scoreRehire(facts, former),
    }))
    .filter(({ score }) => score >= askFrom)
    .sort((a, b) => b.score - a.score || (a.person < b.person ? -1 : 1))
    .slice(0, most)
}

import type { EntityManager } from '@mikro-orm/sql'
import { askQuestions } from '../questions/ask-questions.ts'
import { isCurrent } from './find-impossible.ts'
import { snapshotsUntilGone } from './is-gone.ts'
import { Person } from './person.entity.ts'
import type { ReviewedSnapshot } from './review-roster.ts'

/** What follows once enough complete snapshots lack somebody whom HR has not ended: a question, or, where policy says so, an end. */
export async function askAboutVanished(em: EntityManager, reviewed: ReviewedSnapshot): Promise<void> {
  const { organization, source, settings, at, random } = reviewed
  const where = { source, presence: 'missing' as const, snapshotsMissed: snapshotsUntilGone }
  const missing = await em.find(Person, where, { fields: ['id', 'facts', 'missingSince', 'snapshotsMissed'], disableIdentityMap: true })
  const gone = missing.filter(({ facts }) => isCurrent(facts, reviewed))
  if (gone.length === 0) return
  if (settings.vanished === 'leaver') {
    await em.nativeUpdate(Person, { id: { $in: gone.map(({ id }) => id) } }, { needsPlanning: true })
    return
  }
  const drafts = gone.map(({ id: person, facts, missingSince, snapshotsMissed }) => {
    const since = missingSince?.toISOString() ?? ''
    const details = {
      name: `${facts.givenName} ${facts.familyName}`,
      personKey: facts.personKey,
      missingSince: since,
      snapshotsMissed,
      lookUp,
    }
    return { organization, kind: 'vanished' as const, key: `vanished:${person}:${since}`, person, details }
  })
  await askQuestions(em, drafts, { at, random })
}

/** The design looks such a person up by id; whoever answers does that instead. */
const lookUp = 'a CSV file cannot be asked for one person: look the id up in HR'

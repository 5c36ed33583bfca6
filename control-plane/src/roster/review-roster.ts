import type { EntityManager } from '@mikro-orm/sql'
import type { PersonFacts } from '@rollcall/shared/person'
import type { RosterSettings } from '../policy/policy.ts'
import { askAboutRehires } from './ask-about-rehires.ts'
import { askAboutVanished } from './ask-about-vanished.ts'
import { askImpossible } from './ask-impossible.ts'
import type { RosterDiff } from './diff-roster.ts'
import { findImpossible } from './find-impossible.ts'
import { mootRosterQuestions } from './moot-roster-questions.ts'
import type { AcceptedSnapshot } from './store-people.ts'

export interface ReviewedSnapshot extends AcceptedSnapshot {
  /** Everybody in the file. */
  readonly people: readonly PersonFacts[]
  readonly diff: RosterDiff
  readonly settings: RosterSettings
}

/** Asks people what only people can know of a roster that was taken over, and ends the questions that it answers. */
export async function reviewRoster(em: EntityManager, reviewed: ReviewedSnapshot): Promise<void> {
  const impossible = findImpossible(reviewed.people, reviewed)
  await mootRosterQuestions(em, impossible, reviewed)
  await askImpossible(em, impossible, reviewed)
  await askAboutRehires(
    em,
    reviewed.diff.added.map(({ facts }) => facts),
    reviewed,
  )
  await askAboutVanished(em, reviewed)
}

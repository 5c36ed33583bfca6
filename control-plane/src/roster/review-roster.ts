import type { EntityManager } from '@mikro-orm/sql'
import type { PersonFacts } from '@rollcall/shared/person'
import { closeUnclear } from '../notifications/close-unclear.ts'
import type { RosterSettings } from '../policy/policy.ts'
import { askAboutRehires } from './ask-about-rehires.ts'
import { askAboutVanished } from './ask-about-vanished.ts'
import { askImpossible } from './ask-impossible.ts'
import type { RosterDiff } from './diff-roster.ts'
import { findImpossible, type Impossibility } from './find-impossible.ts'
import { idsByKey } from './ids-by-key.ts'
import { mootRosterQuestions } from './moot-roster-questions.ts'
import { recordsOf } from './records-of.ts'
import type { AcceptedSnapshot } from './store-people.ts'

export interface ReviewedSnapshot extends AcceptedSnapshot {
  /** Everybody in the file. */
  readonly people: readonly PersonFacts[]
  readonly diff: RosterDiff
  readonly settings: RosterSettings
}

/** Asks people what only people can know of a roster that was taken over, and ends the questions that it answers. */
export async function reviewRoster(em: EntityManager, reviewed: ReviewedSnapshot): Promise<void> {
  const impossible = await withoutOneHuman(em, findImpossible(reviewed.people, reviewed), reviewed)
  await mootRosterQuestions(em, impossible, reviewed)
  await askImpossible(em, impossible, reviewed)
  await askAboutRehires(em, reviewed)
  await askAboutVanished(em, reviewed)
  await closeUnclear(em, reviewed)
}

/** Records that go on from one another may share an address: somebody has said that they are one human being. */
async function withoutOneHuman(
  em: EntityManager,
  found: readonly Impossibility[],
  { source }: ReviewedSnapshot,
): Promise<readonly Impossibility[]> {
  const sharing = found.filter(({ kind }) => kind === 'two_with_one_address')
  const ids = await idsByKey(em, source, [...new Set(sharing.flatMap(({ personKeys }) => personKeys))])
  const records = await recordsOf(em, [...ids.values()])
  const isOneHuman = ({ kind, personKeys: [first = '', ...others] }: Impossibility) => {
    const known = ids.get(first)
    const same = known === undefined ? [] : (records.get(known) ?? [])
    return kind === 'two_with_one_address' && others.every((key) => same.some((record) => record === ids.get(key)))
  }
  return found.filter((one) => !isOneHuman(one))
}

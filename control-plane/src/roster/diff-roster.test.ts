import { toCivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'
import type { PersonFacts } from '@rollcall/shared/person'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffRoster, type KnownPerson } from './diff-roster.ts'

const facts = (key: string, title: string): PersonFacts => ({
  personKey: key,
  givenName: 'Ada',
  familyName: 'Byron',
  engagements: [{ engagementKey: key, type: 'employee', title, startDate: toCivilDate('2020-01-01') }],
})
const known = ({ personKey, ...rest }: PersonFacts, presence: KnownPerson['presence'] = 'present'): KnownPerson => ({
  id: `per_${personKey}`,
  personKey,
  factsDigest: digestOf({ personKey, ...rest }),
  presence,
})
const roster = fc.uniqueArray(fc.record({ key: fc.integer({ min: 0, max: 30 }).map(String), title: fc.constantFrom('a', 'b') }), {
  selector: ({ key }) => key,
})

test('everyone is in exactly one part of the difference', () => {
  fc.assert(
    fc.property(roster, roster, (before, after) => {
      const diff = diffRoster(
        before.map(({ key, title }) => known(facts(key, title))),
        after.map(({ key, title }) => facts(key, title)),
      )
      expect(diff.added.length + diff.changed.length + diff.reappeared.length + diff.unchanged).toBe(after.length)
      expect(diff.unchanged + diff.changed.length + diff.vanished.length).toBe(before.length)
    }),
  )
})

test('the same people in any order are no difference', () => {
  fc.assert(
    fc.property(roster, (people) => {
      const stated = people.map(({ key, title }) => facts(key, title))
      expect(
        diffRoster(
          stated.map((person) => known(person)),
          stated.toReversed(),
        ),
      ).toMatchObject({ added: [], changed: [], vanished: [], unchanged: people.length })
    }),
  )
})

test('somebody who was missing and is back has reappeared, changed or not', () => {
  const diff = diffRoster([known(facts('1', 'a'), 'missing'), known(facts('2', 'a'), 'missing')], [facts('1', 'a'), facts('2', 'b')])
  expect(diff.reappeared).toHaveLength(2)
  expect(diff).toMatchObject({ added: [], changed: [], vanished: [], unchanged: 0 })
})

test('somebody who is missing already does not vanish again', () => {
  expect(diffRoster([known(facts('1', 'a'), 'missing')], []).vanished).toEqual([])
})

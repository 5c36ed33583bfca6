import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { accessOf } from '../roster/access-window.ts'
import { desiredAccess, isProtected, knownAccess } from './evaluate-policy.ts'
import { parsePolicy } from './parse-policy.ts'
import { personViews } from './person-view.ts'

const policy = parsePolicy(`version: 1
company: { timeZone: Europe/Berlin }
apps:
  directory: { title: Directory, account: { userName: person.workEmail, title: person.title, department: person.department } }
  stockroom: { title: Stockroom, account: { userName: person.workEmail } }
  vault: { title: Vault, account: { userName: person.workEmail } }
bundles:
  everyone: [directory, directory/all-staff]
rules:
  - { name: staff, when: "true", grant: [everyone] }
  - { name: employees, when: "person.type == 'employee'", grant: [everyone] }
  - { name: engineers, when: "person.department == 'Engineering'", grant: [directory/dept-engineering] }
  - { name: stock, when: "person.department == 'Warehouse'", grant: [stockroom/counting] }
protected: [{ app: directory, userName: "Root@*" }, { app: stockroom, userName: admin }, { app: stockroom, userName: "Öl-*" }]
`)
const at = new Date('2026-06-15T12:00:00Z')

const engagement = (rest: Partial<EngagementFacts>): EngagementFacts => ({
  engagementKey: 'e1',
  type: 'employee',
  startDate: toCivilDate('2020-01-01'),
  ...rest,
})

function desired(engagements: readonly EngagementFacts[], workEmail: string | null = 'ada@example.test') {
  const facts: PersonFacts = { personKey: '1', givenName: 'Ada', familyName: 'Byron', workEmail, engagements }
  return desiredAccess(policy, personViews(facts, { access: accessOf(facts, policy.calendar), status: 'active', at }))
}

describe('desired access', () => {
  test('names the rules behind every account and every entitlement', () => {
    expect(desired([engagement({ department: 'Engineering', title: 'Engineer' })])).toEqual(
      new Map([
        [
          'directory',
          {
            attributes: { userName: 'ada@example.test', title: 'Engineer', department: 'Engineering' },
            entitlements: new Map([
              ['all-staff', ['staff', 'employees']],
              ['dept-engineering', ['engineers']],
            ]),
            rules: ['staff', 'employees', 'engineers'],
          },
        ],
      ]),
    )
  })

  test('of two engagements is the union, and the employment fills the profile', () => {
    const both = desired([
      engagement({ engagementKey: 'e0', type: 'contractor', department: 'Warehouse', title: 'Counter' }),
      engagement({ department: 'Engineering', title: 'Engineer' }),
    ])
    expect([...both.keys()]).toEqual(['directory', 'stockroom'])
    expect(both.get('directory')?.attributes.title).toBe('Engineer')
    expect(both.get('stockroom')?.entitlements).toEqual(new Map([['counting', ['stock']]]))
  })

  test('does not come from an engagement that is over or has not begun', () => {
    expect([...desired([engagement({}), engagement({ department: 'Warehouse', endDate: toCivilDate('2026-06-01') })]).keys()]).toEqual([
      'directory',
    ])
    expect(desired([engagement({ startDate: toCivilDate('2026-06-16') })])).toEqual(new Map())
  })

  test('leaves out what HR does not state, and says so for a user name', () => {
    expect(desired([engagement({ department: null })], null).get('directory')?.attributes).toEqual({ userName: '' })
  })
})

test('known access is everything that the policy names', () => {
  expect(knownAccess(policy)).toEqual(
    new Map([
      ['directory', new Set(['all-staff', 'dept-engineering'])],
      ['stockroom', new Set(['counting'])],
      ['vault', new Set()],
    ]),
  )
})

test.each([
  ['directory', 'root@example.test', true],
  ['directory', 'ada@example.test', false],
  ['stockroom', 'ADMIN', true],
  ['stockroom', 'admin2', false],
  ['vault', 'admin', false],
  ['stockroom', 'o\u0308l-1', true],
])('in %s, %s is protected: %s', (app, userName, expected) => {
  expect(isProtected(policy, app, userName)).toBe(expected)
})

import { toCivilDate } from '@rollcall/shared/civil-date'
import type { EngagementFacts, PersonFacts } from '@rollcall/shared/person'
import { describe, expect, test } from 'vitest'
import { accessOf } from '../roster/access-window.ts'
import { desiredAccess, isProtected, knownAccess, undecidedAccess } from './evaluate-policy.ts'
import { exceptionalAccess } from './exceptional-access.ts'
import { explainFields, explainRule } from './explain-rule.ts'
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
  return desiredAccess(policy, viewsOf(engagements, at, workEmail))
}

function viewsOf(engagements: readonly EngagementFacts[], instant = at, workEmail: string | null = 'ada@example.test') {
  const facts: PersonFacts = { personKey: '1', givenName: 'Ada', familyName: 'Byron', workEmail, engagements }
  return personViews(facts, { access: accessOf(facts, policy.calendar), status: 'active', at: instant })
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
            exceptional: new Set(),
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

describe('a placeholder', () => {
  test('holds only the rules that read the field, and what nothing else gives', () => {
    const views = viewsOf([engagement({ department: 'TBD ' })])
    const given = desiredAccess(policy, views)
    expect([...given.keys()]).toEqual(['directory'])
    expect(undecidedAccess(policy, views, given)).toEqual(new Set(['directory/dept-engineering', 'stockroom/counting', 'stockroom']))
  })

  test('is what HR hides and never showed, also for a rule that asks for anything else', () => {
    const sceptic = parsePolicy(`version: 1
company: { timeZone: Europe/Berlin }
apps: { directory: { title: Directory, account: { userName: person.workEmail } } }
rules: [{ name: others, when: "person.title != 'Lead'", grant: [directory] }]
`)
    const views = viewsOf([engagement({ notKnown: ['title'] })])
    expect(desiredAccess(sceptic, views)).toEqual(new Map())
    expect(undecidedAccess(sceptic, views, new Map())).toEqual(new Set(['directory']))
    expect(explainFields(['title'], { view: views[0], origins: new Map(), source: 'hr' })).toBe(
      'title is not known: HR hides the column "title"',
    )
  })

  test('is a manager whom the roster does not have', () => {
    const [view] = viewsOf([engagement({ managerKey: '9999', notKnown: ['managerKey'] })])
    expect(explainFields(['manager'], { view, origins: new Map(), source: 'hr' })).toBe('manager is "9999", who is not on the roster')
  })

  test('is not one that HR leaves empty', () => {
    const views = viewsOf([engagement({ department: null })])
    expect(undecidedAccess(policy, views, desiredAccess(policy, views))).toEqual(new Set())
  })
})

describe('an exception', () => {
  const views = viewsOf([engagement({ department: 'Engineering' })])

  test('gives until its end, by a name that says so', () => {
    const open = [{ kind: 'grant', app: 'vault', entitlement: 'keys', until: new Date('2026-12-31T17:00:00Z') } as const]
    const exceptional = exceptionalAccess(policy, { personKey: '1', open, at })
    expect(desiredAccess(policy, views, exceptional).get('vault')).toMatchObject({
      rules: ['exception until 2026-12-31'],
      entitlements: new Map([['keys', ['exception until 2026-12-31']]]),
    })
    expect(exceptionalAccess(policy, { personKey: '1', open, at: new Date('2026-12-31T17:00:00Z') }).granted).toEqual([])
  })

  test('of the document is one person’s, until the company’s cut-off of its last day', () => {
    const exceptions = [{ personKey: '1', grants: [{ app: 'vault', entitlement: undefined }], until: '2026-06-15', reason: 'audit' }]
    const grantsAt = (instant: string, personKey = '1') =>
      exceptionalAccess({ ...policy, exceptions }, { personKey, open: [], at: new Date(instant) }).granted.map(
        ({ app, name }) => `${app}: ${name}`,
      )
    expect(grantsAt('2026-06-15T15:59:59Z')).toEqual(['vault: exception until 2026-06-15'])
    expect(grantsAt('2026-06-15T16:00:00Z')).toEqual([])
    expect(grantsAt('2026-06-15T12:00:00Z', '2')).toEqual([])
  })

  test('withholds an entitlement, or the account with all of it', () => {
    const until = new Date('2026-12-31T17:00:00Z')
    const withhold = (app: string, entitlement: string | null) =>
      desiredAccess(policy, views, exceptionalAccess(policy, { personKey: '1', open: [{ kind: 'withhold', app, entitlement, until }], at }))
    expect([...(withhold('directory', 'all-staff').get('directory')?.entitlements.keys() ?? [])]).toEqual(['dept-engineering'])
    expect(withhold('directory', null)).toEqual(new Map())
  })

  test('gives nothing to somebody who is not here', () => {
    expect(desiredAccess(policy, [], { granted: [{ app: 'vault', entitlement: undefined, name: 'x' }], withheld: new Set() })).toEqual(
      new Map(),
    )
  })
})

test('positions are those of the local day', () => {
  const positions = [
    { effectiveOn: toCivilDate('2020-01-01'), department: 'Warehouse' },
    { effectiveOn: toCivilDate('2026-06-16'), department: 'Engineering' },
  ]
  const departmentAt = (instant: string) => viewsOf([engagement({ positions })], new Date(instant)).map(({ department }) => department)
  expect(departmentAt('2026-06-15T21:59:59Z')).toEqual(['Warehouse'])
  expect(departmentAt('2026-06-15T22:00:00Z')).toEqual(['Engineering'])
})

describe('the reason of a rule', () => {
  const view = viewsOf([engagement({ department: 'Engineering' })])[0]
  const origins = new Map([['department', { since: new Date('2026-05-03T10:00:00Z') }]] as const)

  test.each([
    [['department'], 'rule "engineers" because department is "Engineering", says hr since 2026-05-03'],
    [['department', 'type'], 'rule "engineers" because department is "Engineering", says hr since 2026-05-03, and type is "employee"'],
    [['title'], 'rule "engineers" because title is not stated'],
    [[], 'rule "engineers"'],
  ] as const)('that reads %j', (fields, sentence) => {
    expect(explainRule({ name: 'engineers', fields }, { view, origins, source: 'hr' })).toBe(sentence)
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

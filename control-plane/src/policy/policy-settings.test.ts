import { describe, expect, test } from 'vitest'
import { defaultGuardLimits } from '../planning/check-guard.ts'
import { parsePolicy } from './parse-policy.ts'
import { PolicyError } from './policy-error.ts'

/** A document of two apps with other lines after it. */
const withLines = (lines: string, mail = '', crm = '') => `version: 1
company: { timeZone: Europe/Berlin, locations: { Tokyo Office: Asia/Tokyo } }
apps:
  mail: { title: Mail, account: { userName: person.workEmail }${mail} }
  crm: { title: CRM, account: { userName: person.workEmail }${crm} }
rules: [{ name: all, when: "true", grant: [mail, crm/sales] }]
${lines}
`

function refusal(text: string): string {
  try {
    parsePolicy(text)
  } catch (error) {
    if (error instanceof PolicyError)
      return `${error.code} ${error.line}:${error.column} ${error.message.split('\n')[0]?.replace(/^line.*?: /, '')}`
    throw error
  }
  throw new Error('the document was not refused')
}

describe('a document sets', () => {
  test('zones by place, cut-offs by day, and days on which nobody works', () => {
    const { calendar } = parsePolicy(
      withLines(`calendar:
  cutOffByWeekday: { friday: "15:00" }
  cutOffByDate: { 2026-12-24: "12:00" }
  workdays: [sunday, monday, tuesday, wednesday, thursday]
  holidays: [2026-12-25]`),
    )
    expect(calendar).toEqual({
      timeZone: 'Europe/Berlin',
      countries: {},
      locations: { 'Tokyo Office': 'Asia/Tokyo' },
      cutOff: '18:00',
      cutOffByWeekday: { 5: '15:00' },
      cutOffByDate: { '2026-12-24': '12:00' },
      workdays: [1, 2, 3, 4, 7],
      holidays: new Set(['2026-12-25']),
    })
  })

  test('what an app is like', () => {
    const { apps } = parsePolicy(
      withLines(
        '',
        '',
        `,
    owner: "7", order: app, requires: [mail], leadDays: 5, graceDays: 0, rename: task,
    leaver: { deleteAfterDays: 30, tasks: [{ name: files, title: Hand over files, assignee: { person: "8" }, transfers: true }] },
    leave: { action: keep }, drift: { answer: correct }, orphans: { disableAfterDays: 60 }, listEveryHours: null,
    entitlements: { sales: { owner: "9", approval: manager, revokeAfter: mail/shared }, boss: { privileged: true } }`,
      ),
    )
    expect(apps.get('crm')).toMatchObject({
      owner: '7',
      requires: ['mail'],
      leadDays: 5,
      graceDays: 0,
      rename: 'task',
      leaver: {
        endSessions: true,
        deleteAfterDays: 30,
        tasks: [
          {
            name: 'files',
            title: 'Hand over files',
            instructions: '',
            assignee: { kind: 'person', personKey: '8' },
            days: 5,
            transfers: true,
          },
        ],
      },
      leave: { afterDays: 14, action: 'keep' },
      drift: { answer: 'correct', acceptDays: 90 },
      orphans: { disableAfterDays: 60 },
      listEveryHours: null,
      manual: null,
    })
    expect([...(apps.get('crm')?.entitlements ?? [])]).toEqual([
      [
        'sales',
        { title: 'sales', owner: '9', privileged: false, approval: 'manager', revokeAfter: { app: 'mail', entitlement: 'shared' } },
      ],
      ['boss', { title: 'boss', owner: null, privileged: true, approval: null, revokeAfter: null }],
    ])
  })

  test('an app without automation, which nothing lists', () => {
    const { apps } = parsePolicy(withLines('', ', manual: { instructions: Ask facilities }'))
    expect(apps.get('mail')).toMatchObject({
      manual: { assignee: { kind: 'owner' }, days: 3, instructions: 'Ask facilities' },
      listEveryHours: null,
    })
  })

  test('who agrees to privileged grants that say nothing themselves', () => {
    const entitlements = ', entitlements: { boss: { privileged: true }, chief: { privileged: true, approval: null }, sales: {} }'
    const { apps } = parsePolicy(withLines('approvals: { privileged: two_people }', '', entitlements))
    const approvals = [...(apps.get('crm')?.entitlements ?? [])].map(([name, { approval }]) => [name, approval])
    expect(approvals).toEqual([
      ['boss', 'two_people'],
      ['chief', null],
      ['sales', null],
    ])
  })

  test('separations and exceptions, with bundles written out', () => {
    const policy = parsePolicy(
      withLines(`bundles: { money: [crm/pay, crm/book] }
separations: [{ name: four eyes, one: [money], other: [crm/check] }]
exceptions: [{ person: "7", grant: [crm/pay], until: 2026-12-31, reason: year end }]`),
    )
    expect(policy.separations).toEqual([
      {
        name: 'four eyes',
        one: [
          { app: 'crm', entitlement: 'pay' },
          { app: 'crm', entitlement: 'book' },
        ],
        other: [{ app: 'crm', entitlement: 'check' }],
      },
    ])
    expect(policy.exceptions).toEqual([
      { personKey: '7', grants: [{ app: 'crm', entitlement: 'pay' }], until: '2026-12-31', reason: 'year end' },
    ])
  })

  test('every counter of the guard, the week as twice the day unless it says otherwise', () => {
    const { guard } = parsePolicy(
      withLines('guard: { renames: { most: 4 }, day: { deletions: { least: 1 } }, week: { renames: { most: 5 } } }'),
    )
    expect(guard.day).toEqual({
      ...defaultGuardLimits.day,
      renames: { ...defaultGuardLimits.day.renames, ceiling: 4 },
      deletions: { ...defaultGuardLimits.day.deletions, floor: 1 },
    })
    expect(guard.week).toEqual({
      ...defaultGuardLimits.week,
      renames: { ...defaultGuardLimits.week.renames, ceiling: 5 },
      deletions: { ...defaultGuardLimits.week.deletions, floor: 2 },
    })
  })

  test('how rosters are read and accounts are matched', () => {
    const policy = parsePolicy(
      withLines(`roster: { vanished: leaver, placeholders: [" Offen "], contractWarningDays: [30] }
correlation: { rules: [{ rule: user_name, score: 0.7 }], linkFrom: 0.7 }`),
    )
    expect(policy.roster).toEqual({
      vanished: 'leaver',
      placeholders: new Set(['offen']),
      addressesReservedMonths: 12,
      contractWarningDays: [30],
      longLeaveDays: 180,
    })
    expect(policy.correlation).toEqual({ rules: [{ rule: 'user_name', score: 0.7 }], linkFrom: 0.7, askFrom: 0.5 })
  })
})

describe('a rule', () => {
  const ruleOf = (when: string, attributes = '') =>
    parsePolicy(withLines(attributes).replace('"true"', () => JSON.stringify(when))).rules[0]

  test.each<[string, readonly string[]]>([
    ['true', []],
    ["person.department == 'Sales' && person.country in ['DE']", ['country', 'department']],
    ["['a'].exists(x, person.title.contains(x))", ['title']],
    ["glob(person.location.lowerAscii(), '*')", ['location']],
  ])('knows what it reads: %s', (when, fields) => {
    expect(ruleOf(when)?.fields).toEqual(fields)
  })

  test('may read an attribute, and reads what that reads', () => {
    const attributes = `attributes: { isLead: 'person.title.contains("Lead") ? "yes" : "no"', other: person.country }`
    const rule = ruleOf("attribute.isLead == 'yes'", attributes)
    expect(rule?.fields).toEqual(['title'])
  })

  test('gives by an attribute to those alone for whom it holds', () => {
    const rule = ruleOf("attribute.isLead == 'yes'", `attributes: { isLead: 'person.title.contains("Lead") ? "yes" : "no"' }`)
    const person = { ...nobody, title: 'Team Lead' }
    expect([rule?.when(person), rule?.when(nobody)]).toEqual([true, false])
  })
})

describe('a setting is refused', () => {
  test.each<[string, string, string]>([
    ['an unknown app in requires', withLines('', ', requires: [erp]'), 'reference 4:76 there is no app "erp"'],
    [
      'apps that wait for each other',
      withLines('', ', requires: [crm]', ', requires: [mail]'),
      'reference 4:76 "crm" requires "mail" in its turn: neither could ever start',
    ],
    [
      'an app that waits for itself',
      withLines('', ', requires: [mail]'),
      'reference 4:76 "mail" requires "mail" in its turn: neither could ever start',
    ],
    [
      'a licence that waits for no app',
      withLines('', ', entitlements: { e3: { revokeAfter: erp/x } }'),
      'reference 4:100 there is no app "erp": the apps are mail, crm',
    ],
    [
      'a licence that waits for no entitlement',
      withLines('', ', entitlements: { e3: { revokeAfter: crm } }'),
      'reference 4:100 this is an app: write app/entitlement',
    ],
    [
      'a separation of no app',
      withLines('separations: [{ name: x, one: [crm/a], other: [erp/b] }]'),
      'reference 7:48 there is no app "erp": the apps are mail, crm',
    ],
    [
      'two separations of one name',
      withLines('separations: [{ name: x, one: [crm/a], other: [crm/b] }, { name: x, one: [crm/a], other: [crm/c] }]'),
      'reference 7:66 another separation has this name: evidence names separations, so each has its own',
    ],
    ['a day that there is not', withLines('calendar: { holidays: [2026-02-30] }'), 'shape 7:24 calendar.holidays.0: no such day'],
    ['a date that is none', withLines('calendar: { cutOffByDate: { tomorrow: "12:00" } }'), 'shape 7:29 not a day such as 2026-12-24'],
    [
      'a day of the week that there is not',
      withLines('calendar: { workdays: [freitag] }'),
      'shape 7:24 calendar.workdays.0: Invalid option: expected one of "monday"|"tuesday"|"wednesday"|"thursday"|"friday"|"saturday"|"sunday"',
    ],
    [
      'a misspelt field of a leaver',
      withLines('', ', leaver: { delteAfterDays: 30 }'),
      'shape 4:75 there is no field "delteAfterDays" here',
    ],
    [
      'a leaver that is neither',
      withLines('', ', leaver: delete'),
      'shape 4:73 apps.mail.leaver: expected "suspend", or expected object, received string',
    ],
    [
      'an assignee that is nobody',
      withLines('', ', manual: { assignee: boss }'),
      'shape 4:85 apps.mail.manual.assignee: expected one of "owner"|"manager"|"operators", or expected object, received string',
    ],
    [
      'a listing of a manual app',
      withLines('', ', manual: {}, listEveryHours: 3'),
      'reference 4:77 no agent serves a manual app, so nothing can list it: leave this out',
    ],
    [
      'a counter that stands twice',
      withLines('guard: { people: { most: 3 }, day: { people: { most: 4 } } }'),
      'reference 7:10 guard.day has "people" too: keep one',
    ],
    [
      'asking above linking',
      withLines('correlation: { askFrom: 0.99 }'),
      'reference 7:16 nobody can be asked from 0.99 on where 0.95 links: make askFrom the lower one',
    ],
    [
      'an attribute of an attribute',
      withLines('attributes: { a: person.title, b: attribute.a }'),
      'expression 7:35 Unknown variable: attribute',
    ],
    [
      'an attribute that there is not',
      withLines('attributes: { a: person.title }').replace('"true"', `"attribute.b == 'x'"`),
      'expression 6:39 No such key: b; person has personKey',
    ],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toContain(expected)
  })
})

const nobody = {
  personKey: '',
  givenName: '',
  familyName: '',
  workEmail: '',
  country: '',
  type: '',
  department: '',
  title: '',
  manager: '',
  location: '',
  costCenter: '',
  status: '',
}

import { describe, expect, test } from 'vitest'
import { defaultGuardLimits } from '../planning/check-guard.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import { defaultAppSettings, defaultPolicySettings } from './default-settings.ts'
import { parsePolicy } from './parse-policy.ts'
import { PolicyError } from './policy-error.ts'

const document = `version: 1
company: { timeZone: Europe/Berlin }
apps:
  directory:
    title: Directory
    account:
      userName: person.workEmail
      displayName: "person.givenName + ' ' + person.familyName"
  stockroom: { title: Stockroom, account: { userName: person.workEmail } }
bundles:
  everyone: [directory, directory/all-staff]
rules:
  - { name: staff, when: "person.type == 'employee'", grant: [everyone] }
  - name: engineers
    when: person.department == 'Engineering'
    grant: [directory/dept-engineering, stockroom]
`

function refusal(text: string): PolicyError {
  try {
    parsePolicy(text)
  } catch (error) {
    if (error instanceof PolicyError) return error
    throw error
  }
  throw new Error('the document was not refused')
}

const changed = (from: string, to: string) => {
  if (!document.includes(from)) throw new RangeError(`the document has no ${from}`)
  return document.replace(from, () => to)
}

describe('a policy document', () => {
  test('becomes a policy with every name resolved and defaults filled in', () => {
    const policy = parsePolicy(document)
    expect(policy.calendar).toEqual({ ...defaultCalendar, timeZone: 'Europe/Berlin' })
    expect(policy.guard).toEqual(defaultGuardLimits)
    expect(policy).toMatchObject(defaultPolicySettings)
    expect(policy.apps.get('stockroom')).toMatchObject(defaultAppSettings)
    expect([...policy.apps.keys()]).toEqual(['directory', 'stockroom'])
    expect(policy.rules.map(({ name, grants }) => [name, grants])).toEqual([
      ['staff', [{ app: 'directory' }, { app: 'directory', entitlement: 'all-staff' }]],
      ['engineers', [{ app: 'directory', entitlement: 'dept-engineering' }, { app: 'stockroom' }]],
    ])
  })

  test('may set what has a default', () => {
    const policy = parsePolicy(`${document}calendar: { cutOff: "17:30" }
guard: { people: { percent: 10, least: 1, most: 5 }, accountsPerApp: { percent: 20, least: 2 } }
protected: [{ app: directory, userName: root@example.test }]
`)
    expect(policy.calendar.cutOff).toBe('17:30')
    expect(policy.guard.day).toEqual({
      ...defaultGuardLimits.day,
      people: { floor: 1, percent: 10, ceiling: 5 },
      accountsPerApp: { floor: 2, percent: 20, ceiling: 100_000 },
    })
    expect(policy.guard.week).toMatchObject({ people: { floor: 2, percent: 20, ceiling: 10 }, accountsPerApp: { floor: 4, percent: 40 } })
    expect(policy.protected).toEqual([{ app: 'directory', userName: 'root@example.test' }])
  })

  test('is named by what it says, not by how it is laid out', () => {
    expect(parsePolicy(`# a comment\n${document}`).digest).toBe(parsePolicy(document).digest)
    expect(parsePolicy(changed("'Engineering'", "'Sales'")).digest).not.toBe(parsePolicy(document).digest)
  })
})

describe('a policy document is refused at the place', () => {
  test.each<[string, string, string]>([
    [
      'of a YAML mistake',
      changed('grant: [everyone] }', 'grant: [everyone }'),
      `line 13, column 72: Flow sequence in block collection must be sufficiently indented and end with a ]
  13 |   - { name: staff, when: "person.type == 'employee'", grant: [everyone }
     |                                                                        ^`,
    ],
    [
      'of a key that stands twice',
      changed('version: 1\n', 'version: 1\nversion: 1\n'),
      `line 2, column 1: Map keys must be unique
   2 | version: 1
     | ^`,
    ],
    [
      'of an alias',
      changed('grant: [everyone]', 'grant: &a [everyone]'),
      `line 13, column 65: anchors are not allowed: write it out where it is needed
  13 |   - { name: staff, when: "person.type == 'employee'", grant: &a [everyone] }
     |                                                                 ^`,
    ],
    [
      'of a field that there is not',
      changed('title: Stockroom', 'titel: Stockroom'),
      `line 9, column 16: there is no field "titel" here
   9 |   stockroom: { titel: Stockroom, account: { userName: person.workEmail } }
     |                ^`,
    ],
    [
      'of a field that is missing',
      changed('title: Directory', '# title: Directory').replace('    # title: Directory\n', ''),
      `line 5, column 5: apps.directory.title is missing
   5 |     account:
     |     ^`,
    ],
    [
      'of a value of another type',
      changed("person.department == 'Engineering'", '42'),
      `line 15, column 11: rules.1.when: expected string, received number
  15 |     when: 42
     |           ^`,
    ],
    [
      'of a time zone that there is not',
      changed('Europe/Berlin', 'Europe/Bern'),
      `line 2, column 22: company.timeZone: not an IANA time zone such as Europe/Berlin
   2 | company: { timeZone: Europe/Bern }
     |                      ^`,
    ],
    [
      'of an app name that cannot be one',
      changed('  stockroom:', '  Stock room:'),
      `line 9, column 3: not a name of at most 64 small letters, digits and "-"
   9 |   Stock room: { title: Stockroom, account: { userName: person.workEmail } }
     |   ^`,
    ],
    [
      'of a condition that does not parse',
      changed("person.type == 'employee'", 'person.type =='),
      `line 13, column 41: Unexpected token: EOF
  13 |   - { name: staff, when: "person.type ==", grant: [everyone] }
     |                                         ^`,
    ],
    [
      'of a field of person that there is not',
      changed('person.department ==', 'person.departement =='),
      `line 15, column 18: No such key: departement; person has personKey, givenName, familyName, workEmail, country, type, department, title, manager, location, costCenter, status
  15 |     when: person.departement == 'Engineering'
     |                  ^`,
    ],
    [
      'of a comparison of two types',
      changed("== 'Engineering'", '== 7'),
      `line 15, column 11: no such overload: string == int
  15 |     when: person.department == 7
     |           ^`,
    ],
    [
      'of a condition that is no yes or no',
      changed("person.department == 'Engineering'", 'person.department'),
      `line 15, column 11: this gives string, where a bool is needed
  15 |     when: person.department
     |           ^`,
    ],
    [
      'of an attribute that is no text',
      changed('userName: person.workEmail\n', 'userName: 1 + 1\n'),
      `line 7, column 17: this gives int, where a string is needed
   7 |       userName: 1 + 1
     |                 ^`,
    ],
    [
      'of a regular expression',
      changed("person.department == 'Engineering'", "person.department.matches('(a+)+$')"),
      `line 15, column 29: a regular expression can take for ever: use glob(text, pattern), where * stands for any text
  15 |     when: person.department.matches('(a+)+$')
     |                             ^`,
    ],
    [
      'of a comprehension inside another',
      changed("person.department == 'Engineering'", "true && ['a'].exists(x, ['b'].all(y, x == y))"),
      `line 15, column 41: "all" inside another one is not allowed: write two rules
  15 |     when: true && ['a'].exists(x, ['b'].all(y, x == y))
     |                                         ^`,
    ],
    [
      'of a function that can fail',
      changed("person.department == 'Engineering'", 'int(person.costCenter) == 1'),
      `line 15, column 11: there is no int(); there are glob, size
  15 |     when: int(person.costCenter) == 1
     |           ^`,
    ],
    [
      'of a field looked up by a text',
      changed("person.department == 'Engineering'", "person['title'] == 'x'"),
      `line 15, column 11: "[]" is not allowed in a policy
  15 |     when: person['title'] == 'x'
     |           ^`,
    ],
    [
      'of an app that there is not',
      changed('stockroom]', 'stokroom]'),
      `line 16, column 41: there is no app or bundle "stokroom": the apps are directory, stockroom, the bundles everyone
  16 |     grant: [directory/dept-engineering, stokroom]
     |                                         ^`,
    ],
    [
      'of a bundle that names no app',
      changed('everyone: [directory,', 'everyone: [payroll,'),
      `line 11, column 14: there is no app "payroll": the apps are directory, stockroom
  11 |   everyone: [payroll, directory/all-staff]
     |              ^`,
    ],
    [
      'of a grant that stands twice',
      changed('[directory/dept-engineering, stockroom]', '[stockroom, directory, stockroom]'),
      `line 16, column 35: "stockroom" stands here twice: keep one
  16 |     grant: [stockroom, directory, stockroom]
     |                                   ^`,
    ],
    [
      'of a bundle’s item that stands twice',
      changed('[directory, directory/all-staff]', '[directory, directory]'),
      `line 11, column 25: "directory" stands here twice: keep one
  11 |   everyone: [directory, directory]
     |                         ^`,
    ],
    [
      'of an entitlement without a name',
      changed('directory/dept-engineering', 'directory/'),
      `line 16, column 13: an entitlement has 1 to 256 characters: write app/entitlement
  16 |     grant: [directory/, stockroom]
     |             ^`,
    ],
    [
      'of a bundle that is called as an app is',
      changed('everyone: [', 'stockroom: ['),
      `line 11, column 3: "stockroom" is an app too: give the bundle another name
  11 |   stockroom: [directory, directory/all-staff]
     |   ^`,
    ],
    [
      'of a rule name that is taken',
      changed('name: engineers', 'name: staff'),
      `line 14, column 11: another rule has this name: evidence names rules, so each has its own
  14 |   - name: staff
     |           ^`,
    ],
    [
      'of a protected account in no app',
      `${document}protected: [{ app: payroll, userName: root }]\n`,
      `line 17, column 20: there is no app "payroll"
  17 | protected: [{ app: payroll, userName: root }]
     |                    ^`,
    ],
    [
      'of a version that is not known',
      changed('version: 1', 'version: 2'),
      `line 1, column 10: version: expected 1
   1 | version: 2
     |          ^`,
    ],
    [
      'of no document at all',
      '',
      `line 1, column 1: the document: expected object, received null
   1 | 
     | ^`,
    ],
  ])('%s', (_, text, message) => {
    expect(refusal(text).message).toBe(message)
  })

  test('with the caret under it in a condition of several lines too', () => {
    const error = refusal(
      changed("when: person.department == 'Engineering'", "when: |\n      person.type == 'employee'\n      && person.titel == 'x'"),
    )
    expect([error.line, error.column]).toEqual([17, 17])
  })

  test('and not read at all when it is too large', () => {
    expect(refusal(`${document}# ${'x'.repeat(256 * 1024)}\n`)).toMatchObject({ code: 'too_large', line: 1, column: 1 })
  })

  test('when its rules give more than is ever needed, at the rule that passes the limit', () => {
    const items = Array.from({ length: 100 }, (_, at) => `directory/g${at}`).join(', ')
    const rules = (count: number) =>
      Array.from({ length: count }, (_, at) => `  - { name: r${at}, when: 'true', grant: [everyone] }`).join('\n')
    const base = changed('[directory, directory/all-staff]', `[${items}]`)
    const many = (count: number) => `${base.slice(0, base.indexOf('rules:'))}rules:\n${rules(count)}\n`
    expect(parsePolicy(many(100)).rules).toHaveLength(100)
    expect(refusal(many(101))).toMatchObject({ code: 'too_large', line: 113 })
    expect(refusal(many(101)).message).toContain('the rules give more than 10000 grants')
  })

  test('when one expression is too long', () => {
    expect(refusal(changed("'Engineering'", `'${'x'.repeat(2048)}'`)).message).toContain('rules.1.when: Too big')
  })

  test('when one expression is too deep', () => {
    expect(refusal(changed("person.department == 'Engineering'", `${'('.repeat(200)}true${')'.repeat(200)}`))).toMatchObject({
      code: 'expression',
      line: 15,
    })
  })
})

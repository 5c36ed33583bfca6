import { describe, expect, test } from 'vitest'
import { ExpressionCompiler } from './expression-compiler.ts'
import { ExpressionError } from './expression-error.ts'
import type { PersonView } from './person-view.ts'

const ada: PersonView = {
  personKey: '007',
  givenName: 'Ada',
  familyName: 'Byron',
  workEmail: 'Ada.Byron@example.test',
  country: 'GB',
  type: 'employee',
  department: 'Engineering',
  title: 'Senior Engineer',
  manager: '001',
  location: 'London',
  costCenter: '',
  status: 'active',
}

const compiler = new ExpressionCompiler()

/** The golden corpus: what an expression means today it means after every update of the CEL library. */
describe('a condition', () => {
  test.each<[string, boolean]>([
    ['true', true],
    ["person.type == 'employee'", true],
    ["person.type != 'employee'", false],
    ["person.department == 'engineering'", false],
    ["person.department.lowerAscii() == 'engineering'", true],
    ["person.department in ['Sales', 'Engineering']", true],
    ["!(person.department in ['Sales'])", true],
    ["person.type == 'employee' && person.country == 'GB'", true],
    ["person.type == 'contractor' || person.country == 'GB'", true],
    ["person.type == 'contractor' || person.country == 'DE' && true", false],
    ["person.country == 'GB' ? person.location == 'London' : false", true],
    ["person.costCenter == ''", true],
    ["person.workEmail.endsWith('@example.test')", true],
    ["person.title.startsWith('Senior ')", true],
    ["person.title.contains('Engineer')", true],
    ['person.title.size() > 3', true],
    ['size(person.costCenter) == 0', true],
    ["person.personKey == '007'", true],
    ["person.personKey < '008'", true],
    ["glob(person.title, 'Senior*')", true],
    ["glob(person.title, '*Sales*')", false],
    ["['Ada', 'Max'].exists(name, person.givenName == name)", true],
    ["['Ada', 'Max'].all(name, person.givenName == name)", false],
    ["['Ada', 'Max'].exists_one(name, person.givenName == name)", true],
    ["person.familyName.trim().upperAscii() == 'BYRON'", true],
    ["person.givenName == 'O\\'Brien'", false],
    ["person.status == 'active'", true],
  ])('%s is %s', (expression, expected) => {
    expect(compiler.compileCondition(expression).run(ada)).toBe(expected)
  })

  test.each([
    'person',
    '1',
    "person.department.matches('.*')",
    "matches(person.department, '.*')",
    'dyn(person.department) == 1',
    "has(person.department) && person.department == 'x'",
    "person.department.split(' ').size() > 1",
    "person.department.substring(3) == 'x'",
    "timestamp(person.title) > timestamp('2020-01-01T00:00:00Z')",
    '1 / 0 == 1',
    '[1, 2][5] == 1',
    "{'a': true}['b']",
    "cel.bind(x, 'a', x == 'a')",
    "['a'].map(x, x) == ['a']",
    "person.__proto__ == 'x'",
    "person.constructor == 'x'",
    "persona.type == 'x'",
    "process.env == 'x'",
    '',
    '   ',
    '// only a comment',
  ])('is refused: %s', (expression) => {
    expect(() => compiler.compileCondition(expression)).toThrow(ExpressionError)
  })
})

describe('a text', () => {
  test.each<[string, string]>([
    ['person.workEmail', 'Ada.Byron@example.test'],
    ['person.workEmail.lowerAscii()', 'ada.byron@example.test'],
    ["person.givenName + ' ' + person.familyName", 'Ada Byron'],
    ["person.costCenter + ' '", ''],
    ["person.title == '' ? 'none' : person.title", 'Senior Engineer'],
    ["'fixed'", 'fixed'],
  ])('%s is %s', (expression, expected) => {
    expect(compiler.compileText(expression).run(ada)).toBe(expected)
  })
})

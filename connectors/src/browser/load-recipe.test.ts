import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { recipeTexts } from '../recipes/recipe-texts.ts'
import { loadRecipe, RecipeRefusedError } from './load-recipe.ts'

const stockroomYaml = recipeTexts.stockroom

test('the same recipe has the same digest however it is written, and another one has another', () => {
  const { digest } = loadRecipe(stockroomYaml)
  expect(loadRecipe(stringify(parse(stockroomYaml))).digest).toBe(digest)
  expect(loadRecipe(stockroomYaml.replace('within: 10000', 'within: 9000')).digest).not.toBe(digest)
})

const suspend = 'operations.user.suspend'

test.each([
  ['an unknown field', 'rotates: false', 'rotates: false\n  script: alert(1)', 'session', 'Unrecognized key'],
  ['an unknown kind of step', '- click: rowEdit', '- hover: rowEdit', 'operations.user.change.steps.1', 'a step is one of'],
  ['an unknown target', '- click: rowEdit', '- click: rowEddit', 'operations.user.change.steps.1', '"rowEddit" is not under targets'],
  ['a sleep', '- click: rowEdit', '- { click: rowEdit, sleep: 500 }', 'operations.user.change.steps.1', 'Unrecognized key'],
  ['an unknown variable', '${var.active|opt}', '${var.activ|opt}', 'operations.user.read.facts.active', 'no var "activ"'],
  ['an unknown filter', 'q=${input.userName|url}', 'q=${input.userName|sql}', 'operations.user.read.steps.0', '"sql"'],
  [
    'an address outside the app',
    'goto: "/users/new"',
    'goto: "//evil.example/"',
    'operations.user.create.steps.0.goto',
    'a path of this app',
  ],
  ['XPath', 'css: "dd.who"', 'css: "//dd[2]"', 'targets.editWho.by.1.css', 'another selector language'],
  ['a position', 'css: "dd.who"', 'css: "dd:nth-child(2)"', 'targets.editWho.by.1.css', 'css by position'],
  ['a template in css', 'css: "dd.who"', 'css: "dd.${input.userName}"', 'targets.editWho.by.1.css', 'a template'],
  [
    'a write without a subject',
    '      - { subject: editWho, is: "${input.userName}" }\n      - { dialog',
    '      - { dialog',
    `${suspend}.steps`,
    'a subject must be proved',
  ],
  [
    'a write without a commit',
    '{ click: disable, commit: true, id: disable-user }',
    '{ click: disable }',
    `${suspend}.steps`,
    'exactly one commit, not 0',
  ],
  [
    'a write with two commits',
    '- { click: disable, commit',
    '- { click: disable, commit: true }\n      - { click: disable, commit',
    `${suspend}.steps`,
    'exactly one commit, not 2',
  ],
  [
    'a read that commits',
    '- goto: "/users"\n',
    '- goto: "/users"\n      - { click: disable, commit: true }\n',
    'operations.user.list.steps',
    'a list never commits',
  ],
  [
    'a write without verify',
    'verify: { facts: { exists: "yes", active: Disabled }, within: 10000, steady: 300 }',
    '',
    `${suspend}.verify`,
    'expected object',
  ],
  [
    'a write observed by a list',
    'already: { exists: "yes", active: Disabled }',
    'already: {}\n    risk: high',
    suspend,
    'Unrecognized key',
  ],
  ['absence without a sentinel', /sentinel:\n(?: {2}.*\n)+/, '', 'sentinel', 'expected object'],
  [
    'a sentinel that may be absent',
    'present: { exists: "yes" }\n  absent',
    'present: { exists: "no" }\n  absent',
    'sentinel.present',
    'must say exists: "yes"',
  ],
  ['absence decided by waiting', /\n {8}absent: .*/, '', 'operations.user.read.steps.1.absent', 'a condition is one of'],
  ['a secret and a value at once', 'secret: password }', 'secret: password, value: x }', 'session.login.2', 'either value or secret'],
  ['an unknown secret', 'secret: password }', 'secret: pasword }', 'session.login.2', '"pasword" is not under secrets'],
  ['an unknown outcome', 'stop: CAPTCHA', 'stop: WHATEVER', 'session.stops.0.stop', 'Invalid option'],
  ['a broken pattern', 'htmlLangRe: "^en$"', 'htmlLangRe: "("', 'locale.htmlLangRe', 'not a regular expression'],
  ['a row without its table', 'row: { in: users, row', 'row: { row', 'targets.row', 'a row needs the table'],
  [
    'a verb bound to the wrong kind',
    'account.read: user.read',
    'account.read: user.list',
    'account.verbs.account.read',
    'is a list, not a read',
  ],
  ['no address', 'baseUrl: { title: "Address"', 'base: { title: "Address"', 'connection', 'there is no "baseUrl"'],
  ['another format', 'format: recipe/1', 'format: recipe/2', 'format', 'recipe/1'],
])('%s is refused', (_what, good, bad, path, reason) => {
  const yaml = stockroomYaml.replace(good, bad)
  expect(yaml).not.toBe(stockroomYaml)
  const problems = problemsOf(yaml)
  const found = problems.filter((problem) => problem.path === path && problem.reason.includes(reason))
  expect(found, JSON.stringify(problems)).not.toEqual([])
})

test('a text that is not YAML, or uses aliases to grow, is refused', () => {
  expect(problemsOf('a: [')).toHaveLength(1)
  expect(problemsOf('a: &a [1]\nb: *a')).toHaveLength(1)
})

function problemsOf(yaml: string) {
  try {
    loadRecipe(yaml)
    return []
  } catch (error) {
    if (error instanceof RecipeRefusedError) return error.problems
    throw error
  }
}

import { expect, test } from 'vitest'
import { glob } from './glob.ts'

test.each<[string, string, boolean]>([
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', '*', true],
  ['', '*', true],
  ['', '', true],
  ['a', '', false],
  ['abc', 'a*', true],
  ['abc', '*c', true],
  ['abc', 'a*c', true],
  ['abc', '*b*', true],
  ['abc', 'b*', false],
  ['aa', 'a*aa', false],
  ['aaa', 'a*aa', true],
  ['abcabc', '*abc', true],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['a*c', 'a*c', true],
  ['abXcdXef', 'ab*cd*ef', true],
  ['abXef', 'ab*cd*ef', false],
])('glob(%j, %j) is %s', (text, pattern, expected) => {
  expect(glob(text, pattern)).toBe(expected)
})

test('no pattern makes it slow', () => {
  const started = process.cpuUsage().user
  expect(glob('a'.repeat(256), `${'*a'.repeat(128)}*b`)).toBe(false)
  expect(process.cpuUsage(undefined).user - started).toBeLessThan(100_000)
})

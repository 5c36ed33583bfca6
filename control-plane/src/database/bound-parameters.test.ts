import { expect, test } from 'vitest'
import { boundParameters } from './bound-parameters.ts'

test('values are bound as SQLite stores them', () => {
  const values = ['it’s', 1.5, 2n, null, undefined, true, false, new Date(7), Buffer.from('b')]
  expect(boundParameters('(?, ?, ?, ?, ?, ?, ?, ?, ?)', values)).toEqual(['it’s', 1.5, 2n, null, null, 1, 0, 7, Buffer.from('b')])
})

test.each([
  ['a list', 'a in (?)', [['x', 'y']]],
  ['an object', 'a = ?', [{ x: 1 }]],
  ['a name', '?? = ?', ['a', 1]],
  ['a question mark of its own', 'a \\? ?', [1]],
  ['a question mark within a text', "a = '?' and b = ?", [1]],
  ['a missing value', 'a = ? and b = ?', [1]],
])('a statement with %s is not bound', (_, sql, values) => {
  expect(boundParameters(sql, values)).toBeUndefined()
})

test('more values than SQLite takes are not bound', () => {
  const bound = (count: number) => boundParameters(Array.from({ length: count }, () => '?').join(), Array<number>(count).fill(1))
  expect(bound(32_766)).toHaveLength(32_766)
  expect(bound(32_767)).toBeUndefined()
})

import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { turnsOfLife } from './case-table.ts'

test('every turn of the case table has its test', () => {
  const folder = new URL('./', import.meta.url)
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const tested = sources.flatMap((source) => [...source.matchAll(/testTurn\(\s*'([^']+)'/g)].map(([, turn]) => turn))
  expect(new Set(tested)).toEqual(new Set(turnsOfLife))
  expect(tested).toHaveLength(turnsOfLife.length)
})

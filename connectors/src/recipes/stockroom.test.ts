import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stockroom } from './stockroom.ts'
import { stockroomYaml } from './stockroom-yaml.ts'

test('the embedded recipe is the file that people review; if not, run embed-recipe.ts', () => {
  expect(stockroomYaml).toBe(readFileSync(new URL('./stockroom.yaml', import.meta.url), 'utf8'))
})

test('the manifest says what the recipe does, in its own words', () => {
  expect(stockroom.manifest).toMatchObject({ id: 'recipe-stockroom', transport: 'browser', readBack: { withinMs: 10_000, steadyMs: 300 } })
  expect(stockroom.manifest.verbs['account.suspend']).toEqual({ effect: 'suspended', endsSessions: 'unknown', reversible: true })
  expect(Object.keys(stockroom.manifest.verbs)).not.toContain('entitlement.grant')
})

test('settings are refused unless they look as the recipe says', () => {
  const good = { baseUrl: 'https://stockroom.example.com/', selfUser: 'rollcall' }
  expect(stockroom.settings.safeParse(good).success).toBe(true)
  expect(stockroom.settings.safeParse({ ...good, baseUrl: 'http://stockroom.example.com/' }).success).toBe(false)
  expect(stockroom.settings.safeParse({ ...good, password: 'x' }).success).toBe(false)
})

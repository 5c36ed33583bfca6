import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { recipeTexts } from './recipe-texts.ts'
import { shippedRecipe } from './shipped-recipe.ts'

const stockroom = shippedRecipe('stockroom')

test('the embedded recipes are the files that people review; if not, run embed-recipes.ts', () => {
  const folder = new URL('./', import.meta.url)
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  expect(Object.entries(recipeTexts)).toEqual(files.map((file) => [file.replace('.yaml', ''), readFileSync(new URL(file, folder), 'utf8')]))
})

test('the manifest says what the recipe does, in its own words', () => {
  expect(stockroom.manifest).toMatchObject({ id: 'recipe-stockroom', transport: 'browser', readBack: { withinMs: 10_000, steadyMs: 300 } })
  expect(stockroom.manifest.verbs['account.suspend']).toEqual({ effect: 'suspended', endsSessions: 'no', reversible: true })
  expect(stockroom.manifest.verbs['sessions.end']).toEqual({ effect: 'ended', endsSessions: 'yes', reversible: false })
  expect(Object.keys(stockroom.manifest.verbs)).not.toContain('entitlement.grant')
})

test('settings are refused unless they look as the recipe says', () => {
  const good = { baseUrl: 'https://stockroom.example.com/', selfUser: 'rollcall' }
  expect(stockroom.settings.safeParse(good).success).toBe(true)
  expect(stockroom.settings.safeParse({ ...good, baseUrl: 'http://stockroom.example.com/' }).success).toBe(false)
  expect(stockroom.settings.safeParse({ ...good, password: 'x' }).success).toBe(false)
})

import { existsSync } from 'node:fs'
import type { ConnectorDefinition } from '@rollcall/shared/connector/connector'
import { z } from 'zod'
import { findBrowser } from './find-browser.ts'
import type { LoadedRecipe } from './load-recipe.ts'
import { recipeManifest } from './recipe-manifest.ts'
import type { Recipe } from './recipe-schema.ts'

// Where Windows puts programs unless somebody moved it; then `browserPath` says so.
const windowsPlaces = { ProgramFiles: 'C:\\Program Files', 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }

export type RecipeSettings = Readonly<Record<string, string | undefined>>

/** The connector that a recipe makes. The browser's client is loaded when a connection is opened, not before: a catalogue needs only the metadata. */
export function recipeDefinition({
  recipe,
  digest,
}: LoadedRecipe): ConnectorDefinition<RecipeSettings> & { readonly recipeDigest: string } {
  return {
    manifest: recipeManifest(recipe),
    recipeDigest: digest,
    settings: settingsOf(recipe),
    open: async ({ browserPath, ...values }, ports) => {
      const { openRecipeConnector } = await import('./recipe-connector.ts')
      const { sharedBrowser } = await import('./browser-host.ts')
      const { runError } = await import('./run-error.ts')
      const path = findBrowser({ override: browserPath, platform: process.platform, environment: windowsPlaces, exists: existsSync })
      if (path === undefined) throw runError('BROWSER', 'no Chrome, Edge or Chromium found')
      const connection = z.record(z.string(), z.string()).parse(values)
      return openRecipeConnector({ recipe, connection, ports, host: sharedBrowser, browserPath: path })
    },
  }
}

// Each connection value as its pattern says, and the path of a browser where the usual places do not hold one.
function settingsOf(recipe: Recipe): z.ZodType<RecipeSettings> {
  const values = Object.entries(recipe.connection).map(([name, { title, pattern, example }]) => {
    const message = `${title}: not like ${example}`
    return [
      name,
      z
        .string()
        .regex(new RegExp(`^(?:${pattern})$`), message)
        .meta({ title, examples: [example] }),
    ] as const
  })
  return z.strictObject({ ...Object.fromEntries(values), browserPath: z.string().optional() })
}

import type { ConnectorDefinition } from '@rollcall/shared/connector/connector'
import type { ConnectorPin, Manifest } from '@rollcall/shared/connector/manifest'
import { digestOf } from '@rollcall/shared/digest'
import { shippedRecipe } from './recipes/shipped-recipe.ts'
import { scimManifest } from './scim/manifest.ts'

/** One connector that this build knows: its metadata, and how to load the client when an agent opens it. */
export interface CatalogueEntry {
  readonly manifest: Manifest
  /** Hex SHA-256 of the recipe, where the connector runs one. */
  readonly recipeDigest?: string
  load(): Promise<ConnectorDefinition>
}

/** Every connector, one line each. Importing this file loads no client, so the control plane may read it. */
export const catalogue: readonly CatalogueEntry[] = [
  { manifest: scimManifest, load: async () => (await import('./scim/scim-connector.ts')).scimConnector },
  recipeEntry(shippedRecipe('stockroom')),
]

/** The entry of one connector, or undefined when this build does not know it. */
export function findConnector(id: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.manifest.id === id)
}

function recipeEntry(recipe: ReturnType<typeof shippedRecipe>): CatalogueEntry {
  return { manifest: recipe.manifest, recipeDigest: recipe.recipeDigest, load: async () => recipe }
}

/** Names exactly this build of a connector, and of its recipe: what a job pins and an agent compares. */
export function connectorPin(manifest: Manifest, recipeDigest?: string): ConnectorPin {
  const digest = recipeDigest === undefined ? digestOf(manifest) : digestOf({ manifest, recipe: recipeDigest })
  return { id: manifest.id, version: manifest.version, digest }
}

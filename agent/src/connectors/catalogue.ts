import type { ConnectorDefinition } from '@rollcall/shared/connector/connector'
import type { ConnectorPin, Manifest } from '@rollcall/shared/connector/manifest'

/** A connector that this agent could open; its client is loaded only then. */
export interface CatalogueEntry {
  readonly manifest: Manifest
  readonly pin: ConnectorPin
  load(): Promise<ConnectorDefinition>
}

export type Catalogue = readonly CatalogueEntry[]

export function findEntry(catalogue: Catalogue, connector: string): CatalogueEntry | undefined {
  return catalogue.find(({ manifest }) => manifest.id === connector)
}

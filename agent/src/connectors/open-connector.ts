import type { Connector, ConnectorPorts } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import type { CatalogueEntry } from './catalogue.ts'

/** Opens a connector on settings that its own schema accepts. @throws ConnectorError and whatever else the connector throws */
export async function openConnector(entry: CatalogueEntry, settings: unknown, ports: ConnectorPorts): Promise<Connector> {
  const definition = await entry.load()
  const parsed = definition.settings.safeParse(settings)
  if (parsed.success) return await definition.open(parsed.data, ports)
  const [issue] = parsed.error.issues
  throw new ConnectorError('invalid', `The setting "${issue?.path.join('.')}" is not usable: ${issue?.message}.`, { code: 'settings' })
}

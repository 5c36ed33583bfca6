import type { ConnectorDefinition } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import { HttpClient } from '../http/http-client.ts'
import { scimManifest } from './manifest.ts'
import { ScimConnection } from './scim-connection.ts'
import { ScimWire } from './scim-wire.ts'
import { type ScimSettings, scimSettingsSchema } from './settings.ts'

/** Any service that speaks SCIM 2.0 (RFC 7643, 7644) with a bearer token. Groups are its entitlements, named by their display name. */
export const scimConnector: ConnectorDefinition<ScimSettings> = {
  manifest: scimManifest,
  settings: scimSettingsSchema,
  async open(settings, ports) {
    const headers = { authorization: `Bearer ${checked(await ports.secret('token'))}`, 'user-agent': `rollcall/${scimManifest.version}` }
    const http = new HttpClient({ baseUrl: settings.baseUrl, headers, timeoutMs: settings.timeoutMs })
    return new ScimConnection(settings, new ScimWire(http, ports, settings.shortWaitMs))
  },
}

/** A token with a line break or another odd character in it would fail later, in a place that may print it. */
function checked(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new ConnectorError('unauthorized', 'the stored token holds characters that no bearer token has: store it again', {
    code: 'token_malformed',
  })
}

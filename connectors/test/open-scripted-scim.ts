import { randomBytes } from 'node:crypto'
import type { ConnectorPorts } from '@rollcall/shared/connector/connector'
import { scimConnector } from '../src/scim/scim-connector.ts'
import { type ScriptedAnswer, type SeenRequest, startScriptedServer } from './start-scripted-server.ts'

/** For tests: a connection to a server that answers as the script says, with waits and exchanges kept for a look. */
export async function openScriptedScim(script: (request: SeenRequest) => ScriptedAnswer | 'silence' | 'hang up', settings: object = {}) {
  const server = await startScriptedServer(script)
  const waits: number[] = []
  const exchanges: { method: string; status: number; request: string; response: string }[] = []
  const ports: ConnectorPorts = {
    secret: async (name) => `secret-${name}`,
    wait: async (ms) => void waits.push(ms),
    now: () => new Date('2026-11-22T10:00:00Z'),
    random: (bytes) => randomBytes(bytes),
    recordExchange: ({ method, status, request, response }) =>
      void exchanges.push({ method, status, request: Buffer.from(request).toString(), response: Buffer.from(response).toString() }),
    session: { load: async () => undefined, save: async () => {} },
  }
  const connector = await scimConnector.open(scimConnector.settings.parse({ baseUrl: server.url, ...settings }), ports)
  return {
    connector,
    requests: server.requests,
    waits,
    exchanges,
    async [Symbol.asyncDispose]() {
      await connector[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A page of a listing; by default the only one. */
export function page(resources: readonly object[], totalResults = resources.length): ScriptedAnswer {
  return { body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults, Resources: resources } }
}

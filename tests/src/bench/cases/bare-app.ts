import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { sharedBrowser } from '@rollcall/connectors/browser/browser-host'
import { findConnector } from '@rollcall/connectors/catalogue'
import type { Connector, ConnectorPorts } from '@rollcall/shared/connector/connector'
import type { Manifest } from '@rollcall/shared/connector/manifest'
import type { TargetApp } from '../../stage/start-company.ts'

/** An app's connector, open, with nothing of the agent around it. */
export interface BareApp {
  readonly name: string
  readonly manifest: Manifest
  readonly connector: Connector
}

export interface BareApps extends AsyncDisposable {
  readonly apps: readonly BareApp[]
}

export async function openBareApps(targets: readonly TargetApp[], browserPath: string): Promise<BareApps> {
  const apps = await Promise.all(targets.map((target) => openBareApp(target, browserPath)))
  return {
    apps,
    [Symbol.asyncDispose]: async () => {
      for (const { connector } of apps) await connector[Symbol.asyncDispose]()
      await sharedBrowser[Symbol.asyncDispose]()
    },
  }
}

async function openBareApp({ name, answers }: TargetApp, browserPath: string): Promise<BareApp> {
  const entry = findConnector(answers.connector)
  if (entry === undefined) throw new Error(`there is no connector ${answers.connector}`)
  const definition = await entry.load()
  const browser = entry.manifest.transport === 'browser' ? { browserPath } : {}
  const settings = definition.settings.parse({ ...answers.settings, ...browser })
  return { name, manifest: entry.manifest, connector: await definition.open(settings, plainPorts(answers.secrets)) }
}

function plainPorts(secrets: Readonly<Record<string, string>>): ConnectorPorts {
  let session: string | undefined
  return {
    secret: async (name) => secrets[name] ?? '',
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    recordExchange: () => {},
    session: { load: async () => session, save: async (state) => void (session = state) },
  }
}

import type { Connector, ProbeReport } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import { z } from 'zod'
import { raceAbort } from '../executor/race-abort.ts'
import { toConnectorError } from '../executor/to-connector-error.ts'
import { type AppSettings, writeAppSettings } from '../home/app-settings.ts'
import type { Clock, Random } from '../ports.ts'
import { UserError } from '../user-error.ts'
import type { Scrubber } from '../vault/scrubber.ts'
import type { Vault } from '../vault/vault.ts'
import { type Catalogue, type CatalogueEntry, findEntry } from './catalogue.ts'
import { openConnector } from './open-connector.ts'
import { withBrowser } from './with-browser.ts'

/** What a person or an answers file says about an app. */
export const answersSchema = z.strictObject({
  connector: z.string().min(1),
  settings: z.record(z.string(), z.json()).default({}),
  secrets: z.record(z.string(), z.string().min(1)).default({}),
})
export type Answers = Readonly<z.infer<typeof answersSchema>>

export interface ConnectParts {
  readonly apps: string
  readonly catalogue: Catalogue
  readonly vault: Vault
  readonly scrubber: Scrubber
  readonly clock: Clock
  readonly random: Random
  readonly browser: string | undefined
}

const probeMs = 60_000
const sessionSecret = '_session'

/** Tries the app with these answers and keeps them only when the probe succeeds. @throws UserError saying what to change */
export async function connectApp(parts: ConnectParts, app: string, answers: Answers): Promise<ProbeReport> {
  const entry = findEntry(parts.catalogue, answers.connector)
  if (entry === undefined)
    throw new UserError(
      `There is no connector "${answers.connector}". Use one of: ${parts.catalogue.map(({ manifest }) => manifest.id).join(', ')}.`,
    )
  checkSecrets(entry, answers)
  const kinds = new Map(entry.manifest.secrets.map(({ name, kind }) => [name, kind]))
  for (const [name, secret] of Object.entries(answers.secrets)) if (kinds.get(name) !== 'username') parts.scrubber.remember(secret)
  const { report, session } = await tryOut(parts, entry, { app, answers })
  for (const [name, secret] of Object.entries(answers.secrets)) await parts.vault.seal({ app, name, kind: kinds.get(name) }, secret)
  if (session !== undefined) await parts.vault.seal({ app, name: sessionSecret }, session)
  const settings: AppSettings = { v: 1, connector: answers.connector, settings: answers.settings }
  await writeAppSettings(parts.apps, app, settings)
  return report
}

function checkSecrets({ manifest }: CatalogueEntry, { secrets }: Answers): void {
  const wanted = manifest.secrets.map(({ name }) => name)
  const missing = wanted.find((name) => secrets[name] === undefined)
  if (missing !== undefined) throw new UserError(`The connector ${manifest.id} needs the secret "${missing}". Add it to "secrets".`)
  const extra = Object.keys(secrets).find((name) => !wanted.includes(name))
  if (extra !== undefined) throw new UserError(`The connector ${manifest.id} has no secret "${extra}". It has: ${wanted.join(', ')}.`)
}

async function tryOut(parts: ConnectParts, entry: CatalogueEntry, { app, answers }: { app: string; answers: Answers }) {
  let session: string | undefined
  const signal = AbortSignal.timeout(probeMs)
  const ports = {
    secret: async (name: string) => answers.secrets[name] ?? '',
    wait: (ms: number, until: AbortSignal) => parts.clock.wait(ms, until),
    now: () => parts.clock.now(),
    random: parts.random,
    recordExchange: () => {},
    session: {
      load: async () => session,
      save: async (state: string) => {
        session = state
      },
    },
  }
  try {
    const opening = openConnector(entry, withBrowser(entry, answers.settings, parts.browser), ports)
    await using connector: Connector = await raceAbort(opening, signal)
    const report = await raceAbort(connector.probe({ signal }), signal)
    return { report, session }
  } catch (error) {
    throw toUserError(
      parts,
      app,
      signal.aborted ? new ConnectorError('timeout', `No answer within ${probeMs / 1000} s.`) : toConnectorError(error),
    )
  }
}

function toUserError({ scrubber }: ConnectParts, app: string, { kind, message }: ConnectorError): UserError {
  return new UserError(scrubber.scrub(`${app} was not connected (${kind}): ${message.replace(/\.?$/, '.')} Nothing was stored.`))
}

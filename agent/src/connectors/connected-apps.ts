import type { ConnectorPin } from '@rollcall/shared/connector/manifest'
import { verbs } from '@rollcall/shared/connector/verbs'
import { digestOf } from '@rollcall/shared/digest'
import { type Auth } from '@rollcall/shared/wire/frames'
import { type AppSettings, listApps, readAppSettings } from '../home/app-settings.ts'
import { UserError } from '../user-error.ts'
import { type Catalogue, findEntry } from './catalogue.ts'

type AnnouncedApp = Auth['apps'][number]

/** The apps this agent can reach, as it last looked. */
export class ConnectedApps {
  readonly #folder: string
  readonly #catalogue: Catalogue
  #known: readonly AnnouncedApp[] = []
  /** Apps whose settings are damaged or whose connector this build does not have. */
  unknown: readonly string[] = []

  constructor(folder: string, catalogue: Catalogue) {
    this.#folder = folder
    this.#catalogue = catalogue
  }

  /** Looks again, and says what the control plane may know: names, connector builds, verbs. */
  async refresh(): Promise<readonly AnnouncedApp[]> {
    const apps = await listApps(this.#folder)
    const found = await Promise.all(apps.map(async (app) => ({ app, announced: await this.#announce(app) })))
    this.unknown = found.filter(({ announced }) => announced === undefined).map(({ app }) => app)
    this.#known = found.map(({ announced }) => announced).filter((announced) => announced !== undefined)
    return this.#known
  }

  pinOf(app: string): ConnectorPin | undefined {
    return this.#known.find((known) => known.app === app)?.connector
  }

  /** Changes when an app comes, goes, or gets another connector. */
  get digest(): string {
    return digestOf(this.#known)
  }

  async #announce(app: string): Promise<AnnouncedApp | undefined> {
    const settings = await this.#read(app)
    const entry = settings && findEntry(this.#catalogue, settings.connector)
    if (entry === undefined) return undefined
    return { app, connector: entry.pin, verbs: verbs.filter((verb) => entry.manifest.verbs[verb] !== undefined) }
  }

  /** One damaged file must not keep the other apps from working. */
  async #read(app: string): Promise<AppSettings | undefined> {
    try {
      return await readAppSettings(this.#folder, app)
    } catch (error) {
      if (error instanceof UserError) return undefined
      throw error
    }
  }
}

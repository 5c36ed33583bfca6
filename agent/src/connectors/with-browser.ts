import { z } from 'zod'
import type { CatalogueEntry } from './catalogue.ts'

const settingsObject = z.record(z.string(), z.json())

/** Tells a browser connector which browser this machine uses, unless the app's own settings do. */
export function withBrowser(entry: CatalogueEntry, settings: unknown, browser: string | undefined): unknown {
  const parsed = settingsObject.safeParse(settings)
  if (browser === undefined || entry.manifest.transport !== 'browser' || !parsed.success) return settings
  return { browserPath: browser, ...parsed.data }
}

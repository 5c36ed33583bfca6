import { catalogue, connectorPin } from '@rollcall/connectors/catalogue'
import type { Catalogue } from './catalogue.ts'

export interface SystemCatalogue extends AsyncDisposable {
  readonly entries: Catalogue
}

/** The connectors of this build. Disposing ends the browser that they share, if one was used. */
export function systemCatalogue(): SystemCatalogue {
  let usesBrowser = false
  const entries = catalogue.map(({ manifest, recipeDigest, load }) => ({
    manifest,
    pin: connectorPin(manifest, recipeDigest),
    load: async () => {
      usesBrowser ||= manifest.transport === 'browser'
      return await load()
    },
  }))
  return {
    entries,
    [Symbol.asyncDispose]: async () => {
      if (!usesBrowser) return
      const { sharedBrowser } = await import('@rollcall/connectors/browser/browser-host')
      await sharedBrowser[Symbol.asyncDispose]()
    },
  }
}

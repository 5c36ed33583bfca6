import type { Response } from 'playwright-core'
import { z } from 'zod'
import { isAllowedOrigin } from './origins.ts'
import type { Run } from './run.ts'
import { runError, toRunError } from './run-error.ts'
import { renderTemplate } from './template.ts'

/** Opens a path of the app, signed in or not. @throws ConnectorError for what the app or the network answers instead of a page */
export async function visitPage(run: Run, path: string): Promise<void> {
  const base = renderTemplate('${connection.baseUrl}', run.scope).replace(/\/+$/, '')
  const response = await run.page
    .goto(`${base}${path}`, { waitUntil: 'domcontentloaded', timeout: run.recipe.limits.pageMs })
    .catch((error: unknown) => {
      throw toRunError(error, `${run.about}, goto`)
    })
  checkStatus(run, response)
  const allowed = run.recipe.origins.pages.map((origin) => renderTemplate(origin, run.scope))
  if (!isAllowedOrigin(run.page.url(), allowed)) throw runError('ORIGIN', run.about)
  const lang = z.string().parse(await run.page.evaluate(() => document.documentElement.lang))
  if (!new RegExp(run.recipe.locale.htmlLangRe).test(lang)) throw runError('LOCALE_CHANGED', run.about)
}

function checkStatus(run: Run, response: Response | null): void {
  const status = response?.status() ?? 200
  const retryAfterMs = secondsOf(response?.headers()['retry-after'])
  if (status === 429) throw runError('RATE_LIMITED', run.about, retryAfterMs)
  if (status === 503) throw runError('MAINTENANCE', run.about, retryAfterMs)
  if (status >= 500) throw runError('APP_5XX', run.about)
  if (status === 403) throw runError('NO_PERMISSION', run.about)
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined
}

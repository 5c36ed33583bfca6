import type { AppSession } from './app-session.ts'
import { extractValue } from './read-page.ts'
import type { Recipe } from './recipe-schema.ts'
import { resolveTarget } from './resolve-target.ts'
import type { Run } from './run.ts'
import { renderTemplate } from './template.ts'

/**
 * Opens every page that the recipe names and finds every landmark on it, so that a new release is noticed before a job needs it.
 * Gives the version that the app shows. @throws ConnectorError as a job would meet it
 */
export function walkPages(recipe: Recipe, options: { session: AppSession; signal: AbortSignal }): Promise<string | undefined> {
  return options.session.onFreshPage({ about: 'walk', inputs: {}, stops: [], signal: options.signal }, async (run) => {
    const version = await readVersion(run)
    for (const page of Object.values(recipe.pages)) {
      await run.open(renderTemplate(page.open, run.scope))
      await Promise.all(page.landmarks.map((landmark) => resolveTarget(run, landmark, { hidden: true })))
    }
    return version
  })
}

async function readVersion(run: Run): Promise<string | undefined> {
  const { versionAt } = run.recipe.app
  if (versionAt === undefined) return undefined
  await run.open(renderTemplate(run.recipe.session.start, run.scope))
  await extractValue(run, { kind: 'extract', ...versionAt, as: 'version', from: 'text' })
  return run.scope.var.version
}

import type { Effect } from '../apps/running-app.ts'
import type { TargetApp } from './start-company.ts'

export type AppEffect = Effect & { readonly app: string }

/** What the apps themselves saw change, oldest first. */
export async function readEffects(apps: readonly TargetApp[]): Promise<readonly AppEffect[]> {
  const seen = await Promise.all(
    apps.map(async ({ name, running }) => (await running.effects()).map((effect) => ({ ...effect, app: name }))),
  )
  return seen.flat().sort((a, b) => a.at.localeCompare(b.at))
}

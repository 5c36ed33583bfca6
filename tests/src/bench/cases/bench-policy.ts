import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { demoPolicy } from '../../stage/paths.ts'

const documentSchema = z.looseObject({
  apps: z.record(z.string(), z.unknown()),
  bundles: z.record(z.string(), z.array(z.string())),
})

/** The demo's policy for some of its apps, with a guard that lets many leave on one day: a benchmark is not a mistake in HR. */
export function benchPolicy(apps: readonly string[]): string {
  const document = documentSchema.parse(parse(readFileSync(demoPolicy, 'utf8')))
  const isKept = (name: string) => apps.some((app) => name === app || name.startsWith(`${app}/`))
  const changed = {
    ...document,
    apps: Object.fromEntries(Object.entries(document.apps).filter(([name]) => isKept(name))),
    bundles: Object.fromEntries(Object.entries(document.bundles).map(([name, grants]) => [name, grants.filter(isKept)])),
    guard: { people: { percent: 100, least: 100, most: 100 }, accountsPerApp: { percent: 100, least: 100 } },
  }
  return stringify(changed, { aliasDuplicateObjects: false })
}

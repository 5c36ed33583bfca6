import { readFileSync } from 'node:fs'
import { classOf, verbs } from '@rollcall/shared/connector/verbs'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { demoPolicy } from './paths.ts'

const documentSchema = z.looseObject({
  apps: z.record(z.string(), z.looseObject({})),
  bundles: z.record(z.string(), z.array(z.string())),
  rules: z.array(z.looseObject({ grant: z.array(z.string()) })),
})

const generous = { percent: 100, least: 10_000, most: 10_000 }
const never = {
  people: generous,
  accountsPerApp: generous,
  deletions: generous,
  privileges: generous,
  creations: generous,
  renames: generous,
}

interface PolicyOptions {
  readonly guard?: 'never' | 'default'
  /** Days for which a mover keeps what they had; the policy's own unless stated. */
  readonly graceDays?: number
}

/** The demo's policy for some of its apps. Unless asked for, its guard never holds: how often somebody leaves is not what most tests are about. */
export function companyPolicy(apps: readonly string[], { guard = 'never', graceDays }: PolicyOptions = {}): string {
  const document = documentSchema.parse(parse(readFileSync(demoPolicy, 'utf8')))
  const grace = graceDays === undefined ? {} : { graceDays }
  const isKept = (grant: string) => apps.includes(grant.split('/')[0] ?? '')
  return stringify(
    {
      ...document,
      apps: Object.fromEntries(
        Object.entries(document.apps)
          .filter(([name]) => apps.includes(name))
          .map(([name, app]) => [name, { ...app, ...grace }]),
      ),
      bundles: Object.fromEntries(Object.entries(document.bundles).map(([name, grants]) => [name, grants.filter(isKept)])),
      rules: document.rules.flatMap((rule) => {
        const grant = rule.grant.filter((name) => name in document.bundles || isKept(name))
        return grant.length === 0 ? [] : [{ ...rule, grant }]
      }),
      ...(guard === 'never' ? { guard: never } : {}),
    },
    { aliasDuplicateObjects: false },
  )
}

/** A local policy that allows every verb in these apps, as often as asked unless a limit is given. */
export function agentPolicy(
  apps: readonly string[],
  perHour: { suspend?: number; revoke?: number; grant?: number; delete?: number } = {},
): string {
  const allowed = verbs.filter((verb) => classOf[verb] !== 'read')
  const limits = { perHour: { suspend: 10_000, revoke: 10_000, grant: 10_000, delete: 10_000, ...perHour } }
  return stringify({ allow: apps.map((app) => ({ app, verbs: allowed })), limits }, { aliasDuplicateObjects: false })
}

import type { PolicyGrant } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyPath, PolicySource } from './policy-source.ts'

export interface Names {
  readonly source: PolicySource
  readonly document: PolicyDocument
}

/** The grants of a rule or a bundle with every name looked up. @throws PolicyError at an item that names nothing, or stands twice */
export function resolveGrants(names: Names, path: PolicyPath, items: readonly string[]): readonly PolicyGrant[] {
  const repeated = items.findIndex((item, index) => items.indexOf(item) < index)
  if (repeated >= 0) names.source.refuseAt('reference', `"${items[repeated]}" stands here twice: keep one`, { path: [...path, repeated] })
  return items.flatMap((item, index) => resolveItem(names, [...path, index], item))
}

function resolveItem(names: Names, path: PolicyPath, item: string): readonly PolicyGrant[] {
  const { apps, bundles } = names.document
  const isInRule = path[0] === 'rules'
  if (isInRule && Object.hasOwn(bundles, item)) return resolveGrants(names, ['bundles', item], bundles[item] ?? [])
  const slash = item.indexOf('/')
  const app = slash < 0 ? item : item.slice(0, slash)
  if (!Object.hasOwn(apps, app)) names.source.refuseAt('reference', unknownName(names.document, app, isInRule && slash < 0), { path })
  const entitlement = slash < 0 ? undefined : item.slice(slash + 1)
  if (entitlement === '' || (entitlement?.length ?? 0) > 256)
    names.source.refuseAt('reference', 'an entitlement has 1 to 256 characters: write app/entitlement', { path })
  return [{ app, entitlement }]
}

function unknownName({ apps, bundles }: PolicyDocument, name: string, canBeBundle: boolean): string {
  const known = `the apps are ${list(Object.keys(apps))}`
  return canBeBundle
    ? `there is no app or bundle "${name}": ${known}, the bundles ${list(Object.keys(bundles))}`
    : `there is no app "${name}": ${known}`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 20).join(', ')
}

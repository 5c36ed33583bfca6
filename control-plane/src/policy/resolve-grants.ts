import type { PolicyGrant } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyPath, PolicySource } from './policy-source.ts'

/** The grants of a rule or a bundle with every name looked up. @throws PolicyError at the item that names nothing */
export function resolveGrants(
  source: PolicySource,
  document: PolicyDocument,
  path: PolicyPath,
  items: readonly string[],
): readonly PolicyGrant[] {
  return items.flatMap((item, index) => resolveItem(source, document, [...path, index], item))
}

function resolveItem(source: PolicySource, document: PolicyDocument, path: PolicyPath, item: string): readonly PolicyGrant[] {
  const isInRule = path[0] === 'rules'
  if (isInRule && Object.hasOwn(document.bundles, item))
    return resolveGrants(source, document, ['bundles', item], document.bundles[item] ?? [])
  const slash = item.indexOf('/')
  const app = slash < 0 ? item : item.slice(0, slash)
  if (!Object.hasOwn(document.apps, app)) source.refuseAt('reference', unknownName(document, app, isInRule && slash < 0), path)
  const entitlement = slash < 0 ? undefined : item.slice(slash + 1)
  if (entitlement === '' || (entitlement?.length ?? 0) > 256)
    source.refuseAt('reference', 'an entitlement has 1 to 256 characters: write app/entitlement', path)
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

import type { ExpressionCompiler } from './expression-compiler.ts'
import type { PolicyGrant } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyPath, PolicySource } from './policy-source.ts'

export interface Names {
  readonly source: PolicySource
  readonly document: PolicyDocument
  readonly compiler: ExpressionCompiler
}

/** The grants of a list with every name looked up. @throws PolicyError at an item that names nothing, or stands twice */
export function resolveGrants(names: Names, path: PolicyPath, items: readonly string[]): readonly PolicyGrant[] {
  const repeated = items.findIndex((item, index) => items.indexOf(item) < index)
  if (repeated >= 0) names.source.refuseAt('reference', `"${items[repeated]}" stands here twice: keep one`, { path: [...path, repeated] })
  return items.flatMap((item, index) => resolveItem(names, [...path, index], item))
}

/** One entitlement, as `app/entitlement`. @throws PolicyError */
export function resolveEntitlement(
  { source, document: { apps } }: Pick<Names, 'source' | 'document'>,
  path: PolicyPath,
  item: string,
): { readonly app: string; readonly entitlement: string } {
  const [app = '', ...rest] = item.split('/')
  const entitlement = rest.join('/')
  if (!Object.hasOwn(apps, app)) source.refuseAt('reference', `there is no app "${app}": the apps are ${list(Object.keys(apps))}`, { path })
  if (entitlement === '') source.refuseAt('reference', 'this is an app: write app/entitlement', { path })
  return { app, entitlement }
}

function resolveItem(names: Names, path: PolicyPath, item: string): readonly PolicyGrant[] {
  const { apps, bundles } = names.document
  const mayBeBundle = path[0] !== 'bundles'
  if (mayBeBundle && Object.hasOwn(bundles, item)) return resolveGrants(names, ['bundles', item], bundles[item] ?? [])
  const slash = item.indexOf('/')
  const app = slash < 0 ? item : item.slice(0, slash)
  if (!Object.hasOwn(apps, app)) names.source.refuseAt('reference', unknownName(names.document, app, mayBeBundle && slash < 0), { path })
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

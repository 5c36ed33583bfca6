import type { PolicyDocument } from './policy-document.ts'
import type { PolicyPath, PolicySource } from './policy-source.ts'

/** Refuses names that stand for two things, or for none. @throws PolicyError */
export function refuseClashes(source: PolicySource, document: PolicyDocument): void {
  for (const name of Object.keys(document.bundles))
    if (Object.hasOwn(document.apps, name))
      source.refuseAt('reference', `"${name}" is an app too: give the bundle another name`, { path: ['bundles'], key: name })
  refuseTwins(source, ['rules'], document.rules)
  refuseTwins(source, ['separations'], document.separations)
  for (const [name, { leaver }] of Object.entries(document.apps))
    if (leaver !== 'suspend') refuseTwins(source, ['apps', name, 'leaver', 'tasks'], leaver.tasks)
  for (const [index, { app }] of document.protected.entries())
    if (!Object.hasOwn(document.apps, app)) source.refuseAt('reference', `there is no app "${app}"`, { path: ['protected', index, 'app'] })
  refuseGuardTwins(source, document)
}

function refuseTwins(source: PolicySource, path: PolicyPath, items: readonly { readonly name: string }[]): void {
  const kind = String(path.at(-1)).slice(0, -1)
  const index = items.findIndex(({ name }, at) => items.findIndex((item) => item.name === name) < at)
  if (index >= 0)
    source.refuseAt('reference', `another ${kind} has this name: evidence names ${kind}s, so each has its own`, {
      path: [...path, index, 'name'],
    })
}

function refuseGuardTwins(source: PolicySource, { guard: { day = {}, week: _, ...top } }: PolicyDocument): void {
  const twin = Object.keys(top).find((counter) => Object.hasOwn(day, counter))
  if (twin !== undefined) source.refuseAt('reference', `guard.day has "${twin}" too: keep one`, { path: ['guard'], key: twin })
}

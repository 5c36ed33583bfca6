import type { TaskAssignee } from '../planning/plan.ts'
import type { AppDocument } from './app-document.ts'
import { compileAt } from './compile-at.ts'
import { defaultAppSettings } from './default-settings.ts'
import type { PolicyApp, PolicyEntitlement } from './policy.ts'
import type { PolicyPath } from './policy-source.ts'
import { type Names, resolveEntitlement } from './resolve-grants.ts'

/** One app of a document with its defaults filled in, its expressions compiled and its names looked up. @throws PolicyError */
export function compileApp(names: Names, name: string): PolicyApp {
  const app = names.document.apps[name]
  if (app === undefined) throw new RangeError(`there is no app ${name}`)
  const { account: _account, leaver, manual, entitlements, listEveryHours, ...settings } = app
  if (manual !== null && listEveryHours != null)
    names.source.refuseAt('reference', 'no agent serves a manual app, so nothing can list it: leave this out', {
      path: ['apps', name],
      key: 'listEveryHours',
    })
  refuseRequires(names, name)
  return {
    ...settings,
    ...compileAccount(names, name, app),
    leaver: leaver === 'suspend' ? defaultAppSettings.leaver : { ...leaver, tasks: leaver.tasks.map(withAssignee) },
    manual: manual === null ? null : withAssignee(manual),
    listEveryHours: manual === null ? (listEveryHours === undefined ? defaultAppSettings.listEveryHours : listEveryHours) : null,
    entitlements: new Map(Object.keys(entitlements).map((key) => [key, toEntitlement(names, { app: name, key })])),
  }
}

function compileAccount({ source, compiler }: Names, name: string, { account: { userName, ...profile } }: AppDocument) {
  const path = ['apps', name, 'account']
  const compile = (field: string, expression: string) => compileAt(source, [...path, field], () => compiler.compileText(expression).run)
  const fields = Object.entries(profile).flatMap(([field, expression]) =>
    expression === undefined ? [] : [[field, compile(field, expression)] as const],
  )
  return { userName: compile('userName', userName), profile: Object.fromEntries(fields) }
}

function withAssignee<T extends { readonly assignee: DocumentAssignee }>(task: T) {
  return { ...task, assignee: toAssignee(task.assignee) }
}

type DocumentAssignee = 'owner' | 'manager' | 'operators' | { readonly person: string }

function toAssignee(assignee: DocumentAssignee): TaskAssignee {
  return typeof assignee === 'string' ? { kind: assignee } : { kind: 'person', personKey: assignee.person }
}

/** An app that waits for itself, however far round, would wait for ever. */
function refuseRequires({ source, document: { apps } }: Names, name: string): void {
  for (const [index, required] of (apps[name]?.requires ?? []).entries()) {
    const path: PolicyPath = ['apps', name, 'requires', index]
    if (!Object.hasOwn(apps, required)) source.refuseAt('reference', `there is no app "${required}"`, { path })
    if (reaches(apps, { from: required, to: name }))
      source.refuseAt('reference', `"${required}" requires "${name}" in its turn: neither could ever start`, { path })
  }
}

function reaches(apps: Readonly<Record<string, AppDocument>>, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const seen = new Set<string>()
  const next = [from]
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (name === to) return true
    if (!seen.has(name)) next.push(...(apps[name]?.requires ?? []))
    seen.add(name)
  }
  return false
}

function toEntitlement(names: Names, { app, key }: { readonly app: string; readonly key: string }): PolicyEntitlement {
  const { apps, approvals } = names.document
  const entitlement = apps[app]?.entitlements[key]
  if (entitlement === undefined) throw new RangeError(`there is no entitlement ${app}/${key}`)
  const { title = key, owner, privileged, approval, revokeAfter } = entitlement
  const path = ['apps', app, 'entitlements', key, 'revokeAfter']
  return {
    title,
    owner,
    privileged,
    approval: approval === undefined ? (privileged ? approvals.privileged : null) : approval,
    revokeAfter: revokeAfter === undefined ? null : resolveEntitlement(names, path, revokeAfter),
  }
}

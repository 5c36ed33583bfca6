import { digestOf } from '@rollcall/shared/digest'
import { compileApp } from './compile-app.ts'
import { compileAttributes } from './compile-attributes.ts'
import { compileRules } from './compile-rules.ts'
import type { CorrelationSettings, Policy, RosterSettings } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import { readPolicyDocument } from './read-policy-document.ts'
import { refuseClashes } from './refuse-clashes.ts'
import { type Names, resolveGrants } from './resolve-grants.ts'
import { toCalendar } from './to-calendar.ts'
import { toGuardLimits } from './to-guard-limits.ts'

/** Checks and compiles a document. Whatever could go wrong with it later goes wrong here. @throws PolicyError with line, column and a caret */
export function parsePolicy(text: string): Policy {
  const { source, json, document } = readPolicyDocument(text)
  refuseClashes(source, document)
  const names: Names = { source, document, compiler: compileAttributes(source, document) }
  for (const [name, items] of Object.entries(document.bundles)) resolveGrants(names, ['bundles', name], items)
  return {
    digest: digestOf(json),
    calendar: toCalendar(document),
    apps: new Map(Object.keys(document.apps).map((name) => [name, compileApp(names, name)])),
    rules: compileRules(names),
    guard: toGuardLimits(document.guard),
    protected: document.protected,
    roster: toRosterSettings(document),
    correlation: toCorrelationSettings(names),
    approvals: document.approvals,
    separations: document.separations.map(({ name, one, other }, index) => ({
      name,
      one: resolveGrants(names, ['separations', index, 'one'], one),
      other: resolveGrants(names, ['separations', index, 'other'], other),
    })),
    exceptions: document.exceptions.map(({ person, grant, until, reason }, index) => ({
      personKey: person,
      grants: resolveGrants(names, ['exceptions', index, 'grant'], grant),
      until,
      reason,
    })),
  }
}

function toRosterSettings({ roster }: PolicyDocument): RosterSettings {
  return { ...roster, placeholders: new Set(roster.placeholders.map((text) => text.trim().toLowerCase())) }
}

function toCorrelationSettings({ source, document: { correlation } }: Names): CorrelationSettings {
  if (correlation.askFrom > correlation.linkFrom)
    source.refuseAt(
      'reference',
      `nobody can be asked from ${correlation.askFrom} on where ${correlation.linkFrom} links: make askFrom the lower one`,
      {
        path: ['correlation'],
        key: 'askFrom',
      },
    )
  return correlation
}

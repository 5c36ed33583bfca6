import { digestOf } from '@rollcall/shared/digest'
import type { z } from 'zod'
import { defaultGuardLimits, type GuardLimits } from '../planning/check-guard.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import { compileCondition, compileText } from './compile-expression.ts'
import { defaultAppSettings, defaultPolicySettings } from './default-settings.ts'
import { ExpressionError } from './expression-error.ts'
import type { Policy, PolicyApp, PolicyRule } from './policy.ts'
import { type PolicyDocument, policyDocumentSchema } from './policy-document.ts'
import { type PolicyPath, PolicySource } from './policy-source.ts'
import { resolveGrants } from './resolve-grants.ts'

/** Bundles written out: a small document must not become a large policy. */
const mostGrants = 10_000

/** Checks and compiles a document. Whatever could go wrong with it later goes wrong here. @throws PolicyError with line, column and a caret */
export function parsePolicy(text: string): Policy {
  const source = new PolicySource(text)
  const json = source.toJson()
  const checked = policyDocumentSchema.safeParse(json)
  const document = checked.success ? checked.data : refuseShape(source, checked.error)
  refuseClashes(source, document)
  for (const [name, items] of Object.entries(document.bundles)) resolveGrants({ source, document }, ['bundles', name], items)
  return {
    digest: digestOf(json),
    calendar: {
      ...defaultCalendar,
      timeZone: document.company.timeZone,
      countries: document.company.countries,
      cutOff: document.calendar.cutOff,
    },
    apps: new Map(Object.keys(document.apps).map((name) => [name, compileApp(source, document, name)])),
    rules: compileRules(source, document),
    guard: toGuardLimits(document.guard),
    protected: document.protected,
    ...defaultPolicySettings,
  }
}

function refuseShape(source: PolicySource, error: z.ZodError): never {
  // A misspelt field is missing under its right name too: the spelling is the cause.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0]
  if (issue === undefined) throw error
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : []
  if (key !== undefined) source.refuseAt('shape', `there is no field "${key}" here`, { path, key })
  if (issue.code === 'invalid_key')
    source.refuseAt('shape', issue.issues[0]?.message ?? issue.message, { path: path.slice(0, -1), key: String(path.at(-1)) })
  source.refuseAt('shape', `${path.join('.') || 'the document'}: ${issue.message}`, { path })
}

function refuseClashes(source: PolicySource, { apps, bundles, rules, protected: accounts }: PolicyDocument): void {
  for (const name of Object.keys(bundles))
    if (Object.hasOwn(apps, name))
      source.refuseAt('reference', `"${name}" is an app too: give the bundle another name`, { path: ['bundles'], key: name })
  for (const [index, { name }] of rules.entries())
    if (rules.findIndex((rule) => rule.name === name) < index)
      source.refuseAt('reference', 'another rule has this name: evidence names rules, so each has its own', {
        path: ['rules', index, 'name'],
      })
  for (const [index, { app }] of accounts.entries())
    if (!Object.hasOwn(apps, app)) source.refuseAt('reference', `there is no app "${app}"`, { path: ['protected', index, 'app'] })
}

function compileApp(source: PolicySource, { apps }: PolicyDocument, name: string): PolicyApp {
  const app = apps[name]
  if (app === undefined) throw new RangeError(`there is no app ${name}`)
  const { userName, ...profile } = app.account
  const path = ['apps', name, 'account']
  const fields = Object.entries(profile).flatMap(([field, expression]) =>
    expression === undefined ? [] : [[field, compileAt(source, [...path, field], () => compileText(expression))] as const],
  )
  return {
    title: app.title,
    userName: compileAt(source, [...path, 'userName'], () => compileText(userName)),
    profile: Object.fromEntries(fields),
    ...defaultAppSettings,
  }
}

function compileRules(source: PolicySource, document: PolicyDocument): readonly PolicyRule[] {
  let grants = 0
  return document.rules.map((_, index) => {
    const rule = compileRule(source, document, index)
    grants += rule.grants.length
    if (grants > mostGrants)
      source.refuseAt(
        'too_large',
        `with this one, the rules give more than ${mostGrants} grants, bundles written out: let fewer rules give the large bundles`,
        {
          path: ['rules', index, 'grant'],
        },
      )
    return rule
  })
}

function compileRule(source: PolicySource, document: PolicyDocument, index: number): PolicyRule {
  const rule = document.rules[index]
  if (rule === undefined) throw new RangeError(`there is no rule ${index}`)
  return {
    name: rule.name,
    when: compileAt(source, ['rules', index, 'when'], () => compileCondition(rule.when)),
    fields: [],
    grants: resolveGrants({ source, document }, ['rules', index, 'grant'], rule.grant),
  }
}

function compileAt<T>(source: PolicySource, path: PolicyPath, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (error instanceof ExpressionError) source.refuseAt('expression', error.message, { path, within: error.offset })
    throw error
  }
}

function toGuardLimits({ people, accountsPerApp }: PolicyDocument['guard']): GuardLimits {
  const { day, week } = defaultGuardLimits
  return {
    week,
    day: {
      ...day,
      people: people === undefined ? day.people : { floor: people.least, percent: people.percent, ceiling: people.most },
      accountsPerApp:
        accountsPerApp === undefined
          ? day.accountsPerApp
          : { ...day.accountsPerApp, floor: accountsPerApp.least, percent: accountsPerApp.percent },
    },
  }
}

import type { PolicyDocument } from './policy-document.ts'

/** What one document says and another does not, a line each, in words; defaults count as written, order and layout do not. */
export function diffDocuments(before: PolicyDocument, after: PolicyDocument): readonly string[] {
  return [
    ...diffSettings(settingsOf(before), settingsOf(after)),
    ...entryKinds.flatMap(({ kind, entriesOf }) => diffEntries(kind, entriesOf(before), entriesOf(after))),
  ]
}

type Entries = ReadonlyMap<string, unknown>

/** Everything that has a name of its own; the rest is a setting. */
const entryKinds: readonly { readonly kind: string; readonly entriesOf: (document: PolicyDocument) => Entries }[] = [
  { kind: 'app', entriesOf: ({ apps }) => new Map(Object.entries(apps)) },
  { kind: 'bundle', entriesOf: ({ bundles }) => new Map(Object.entries(bundles)) },
  { kind: 'attribute', entriesOf: ({ attributes }) => new Map(Object.entries(attributes)) },
  { kind: 'rule', entriesOf: ({ rules }) => new Map(rules.map(({ name, ...rule }) => [name, rule])) },
  { kind: 'separation', entriesOf: ({ separations }) => new Map(separations.map(({ name, ...sides }) => [name, sides])) },
  {
    kind: 'exception',
    entriesOf: ({ exceptions }) =>
      new Map(exceptions.map((exception) => [`${exception.person}: ${exception.grant.join(', ')}`, exception])),
  },
  {
    kind: 'protected account',
    entriesOf: (document) => new Map(document.protected.map(({ app, userName }) => [`${app}: ${userName}`, {}])),
  },
]

function settingsOf({ company, calendar, approvals, roster, correlation, guard }: PolicyDocument): unknown {
  // The order of these rules decides: a list of its own would hide a change of it.
  const rules = correlation.rules.map(({ rule, score }) => `${rule} ${score}`).join(', ')
  return { company, calendar, approvals, roster, correlation: { ...correlation, rules }, guard }
}

function diffEntries(kind: string, before: Entries, after: Entries): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const subject = `${kind} "${name}"`
    if (!before.has(name)) return [`${subject} is new${contentOf(kind, after.get(name))}`]
    if (!after.has(name)) return [`${subject} is gone`]
    return diffSettings(before.get(name), after.get(name)).map((line) => (line.startsWith(':') ? subject + line : `${subject}, ${line}`))
  })
}

/** An app's expressions would fill the page, and whoever reads about a new app opens it anyway. */
function contentOf(kind: string, entry: unknown): string {
  if (kind === 'app') return ''
  const leaves = [...leavesOf(entry)].map(([path, texts]) => `${path === '' ? '' : `${path} `}${texts.join(', ')}`)
  return leaves.length === 0 ? '' : `: ${leaves.join('; ')}`
}

function diffSettings(before: unknown, after: unknown): readonly string[] {
  const old = leavesOf(before)
  const now = leavesOf(after)
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const change = describeChange(old.get(path), now.get(path))
    return change === undefined ? [] : [`${path}: ${change}`]
  })
}

function describeChange(before: readonly string[] = [], after: readonly string[] = []): string | undefined {
  const gone = before.filter((text) => !after.includes(text))
  const added = after.filter((text) => !before.includes(text))
  if (gone.length === 0 && added.length === 0) return undefined
  if (before.length === 1 && after.length === 1) return `${gone[0]} → ${added[0]}`
  const parts = [added.length === 0 ? '' : `now also ${added.join(', ')}`, gone.length === 0 ? '' : `no longer ${gone.join(', ')}`]
  return parts.filter((part) => part !== '').join('; ')
}

/** Path → what stands there; a list of plain values is one leaf with several texts, a list of named things is looked up by name. */
function leavesOf(value: unknown, path: readonly string[] = []): Map<string, readonly string[]> {
  if (!isContainer(value)) return new Map([[path.join('.'), [textOf(value)]]])
  if (Array.isArray(value) && !value.some(isContainer)) return new Map([[path.join('.'), value.map(textOf)]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [...leavesOf(inner, [...path, nameOf(inner) ?? key])])),
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? 'none' : JSON.stringify(value)
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function nameOf(value: unknown): string | undefined {
  return isContainer(value) && 'name' in value && typeof value.name === 'string' ? value.name : undefined
}

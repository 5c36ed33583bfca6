/** Where the names in a template get their values from. */
export const templateSources = ['input', 'connection', 'var'] as const
export type TemplateSource = (typeof templateSources)[number]
export type Scope = Readonly<Record<TemplateSource, Readonly<Record<string, string | undefined>>>>

export interface TemplateHole {
  readonly source: TemplateSource
  readonly name: string
  readonly filters: readonly string[]
}
export type TemplatePart = string | TemplateHole

/** Thrown when a name has no value: the run lacks an input, or an earlier step did not set a variable. */
export class MissingValueError extends Error {
  override readonly name = 'MissingValueError'
  readonly hole: TemplateHole

  constructor(hole: TemplateHole) {
    super(`there is no ${hole.source} "${hole.name}"`)
    this.hole = hole
  }
}

const filters: Readonly<Record<string, (text: string) => string>> = {
  url: encodeURIComponent,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  re: (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
  local: (text) => text.split('@')[0] ?? '',
  opt: (text) => text,
}

/** Takes `${source.name|filter}` apart. @throws SyntaxError that says which hole is wrong and why */
export function parseTemplate(text: string): readonly TemplatePart[] {
  return text
    .split(/(\$\{[^}]*\})/)
    .filter((part) => part !== '')
    .map(parsePart)
}

/** @throws MissingValueError for a name without a value, unless its hole says `|opt` */
export function renderTemplate(text: string, scope: Scope): string {
  return parseTemplate(text)
    .map((part) => (typeof part === 'string' ? part : fillHole(part, scope)))
    .join('')
}

function parsePart(part: string): TemplatePart {
  if (!part.includes('${')) return part
  const hole = /^\$\{([a-z]+)\.([a-zA-Z]\w*)((?:\|[a-z]+)*)\}$/.exec(part)
  const source = templateSources.find((known) => known === hole?.[1])
  if (hole === null || source === undefined) throw new SyntaxError(`"${part}" is not \${input|connection|var.name|filter}`)
  const names = (hole[3] ?? '').split('|').slice(1)
  const unknown = names.find((name) => filters[name] === undefined)
  if (unknown !== undefined)
    throw new SyntaxError(`"${unknown}" in "${part}" is not a filter; there are ${Object.keys(filters).join(', ')}`)
  return { source, name: hole[2] ?? '', filters: names }
}

function fillHole(hole: TemplateHole, scope: Scope): string {
  const value = scope[hole.source][hole.name]
  if (value === undefined && !hole.filters.includes('opt')) throw new MissingValueError(hole)
  return hole.filters.reduce((text, name) => filters[name]?.(text) ?? text, value ?? '')
}

import type { Manifest } from '@rollcall/shared/connector/manifest'
import { type Verb, verbs } from '@rollcall/shared/connector/verbs'
import type { Recipe, WriteOperation } from './recipe-schema.ts'

/** What a recipe promises, as every connector's metadata says it. */
export function recipeManifest(recipe: Recipe): Manifest {
  const writes = Object.values(recipe.operations).filter((operation) => operation.kind === 'write')
  return {
    id: `recipe-${recipe.id}`,
    version: recipe.version,
    title: recipe.title,
    transport: 'browser',
    verbs: Object.fromEntries(verbs.flatMap((verb) => semanticsOf(recipe, verb))),
    secrets: Object.entries(recipe.secrets).map(([name, { title, kind }]) => ({ name, title, kind })),
    readBack: { withinMs: longest(writes, 'within'), steadyMs: longest(writes, 'steady') },
    holdsExternalId: Object.values(recipe.operations).some(
      (operation) => operation.kind === 'read' && operation.facts.externalId !== undefined,
    ),
  }
}

function semanticsOf(recipe: Recipe, verb: Verb): [Verb, NonNullable<Manifest['verbs'][Verb]>][] {
  const names: Partial<Record<Verb, string | undefined>> = recipe.account.verbs
  const operation = recipe.operations[names[verb] ?? '']
  if (operation === undefined) return []
  if (operation.kind !== 'write') return [[verb, { effect: 'read', endsSessions: 'no', reversible: true }]]
  const { effect, endsSessions, reversible } = operation.semantics
  return [[verb, { effect, endsSessions, reversible }]]
}

function longest(writes: readonly WriteOperation[], time: 'within' | 'steady'): number {
  return Math.max(0, ...writes.map((write) => write.verify[time]))
}

import { digestOf } from '@rollcall/shared/digest'
import { parse } from 'yaml'
import type { z } from 'zod'
import { checkRecipe, type RecipeProblem } from './check-recipe.ts'
import { type Recipe, recipeSchema } from './recipe-schema.ts'

/** A recipe that may run, and the name of exactly this text: hex SHA-256 of its canonical JSON. */
export interface LoadedRecipe {
  readonly recipe: Recipe
  readonly digest: string
}

/** A recipe that may not run, with every reason. */
export class RecipeRefusedError extends Error {
  override readonly name = 'RecipeRefusedError'
  readonly problems: readonly RecipeProblem[]

  constructor(problems: readonly RecipeProblem[]) {
    super(`the recipe is refused:\n${problems.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n')}`)
    this.problems = problems
  }
}

/** Reads a recipe from its YAML. @throws RecipeRefusedError with the path and reason of each mistake */
export function loadRecipe(yaml: string): LoadedRecipe {
  const document = parseYaml(yaml)
  const parsed = recipeSchema.safeParse(document)
  if (!parsed.success) throw new RecipeRefusedError(parsed.error.issues.map(toProblem))
  const problems = checkRecipe(parsed.data)
  if (problems.length > 0) throw new RecipeRefusedError(problems)
  return { recipe: parsed.data, digest: digestOf(document) }
}

// `kind` is ours, added by `addKind`: whoever wrote the recipe does not know it.
function toProblem({ path, message }: z.core.$ZodIssue): RecipeProblem {
  return { path: (path.at(-1) === 'kind' ? path.slice(0, -1) : path).join('.'), reason: message }
}

function parseYaml(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 0 })
  } catch (error) {
    throw new RecipeRefusedError([{ path: '', reason: error instanceof Error ? error.message : 'not YAML' }])
  }
}

import { loadRecipe } from '../browser/load-recipe.ts'
import { recipeDefinition } from '../browser/recipe-definition.ts'
import { stockroomYaml } from './stockroom-yaml.ts'

/** Stockroom, a web app without an API. */
export const stockroom = recipeDefinition(loadRecipe(stockroomYaml))

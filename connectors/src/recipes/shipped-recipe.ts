import { loadRecipe } from '../browser/load-recipe.ts'
import { recipeDefinition } from '../browser/recipe-definition.ts'
import { recipeTexts } from './recipe-texts.ts'

/** A recipe that comes with this build, ready for the catalogue. @throws RecipeRefusedError when it is broken, which a test would have shown */
export function shippedRecipe(name: keyof typeof recipeTexts) {
  return recipeDefinition(loadRecipe(recipeTexts[name]))
}

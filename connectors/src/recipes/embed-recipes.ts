import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

// Run after a recipe was added or changed: `node connectors/src/recipes/embed-recipes.ts`. The YAML is what people edit and review; the module
// carries the same texts into a bundle of one file, where there is nothing to read from.
const folder = new URL('./', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []))
writeFileSync(new URL('recipe-texts.ts', folder), moduleText(names.sort().map(recipeText)))

function recipeText(name: string): string {
  const lines = readFileSync(new URL(`${name}.yaml`, folder), 'utf8').split('\n')
  const quoted = lines.map((line) => `    '${line.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}',\n`)
  return `  '${name}': [\n${quoted.join('')}  ].join('\\n'),\n`
}

function moduleText(texts: readonly string[]): string {
  return `/** The text of each recipe beside this file, written by \`embed-recipes.ts\`. */\n// biome-ignore format: one line of YAML per line\nexport const recipeTexts = {\n${texts.join('')}} as const\n`
}

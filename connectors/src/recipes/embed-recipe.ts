import { readFileSync, writeFileSync } from 'node:fs'

// Run after a recipe was changed: `node connectors/src/recipes/embed-recipe.ts`. The YAML is what people edit and review; the module beside it
// carries the same text into a bundle of one file, where there is nothing to read from.
for (const name of ['stockroom']) {
  const lines = readFileSync(new URL(`./${name}.yaml`, import.meta.url), 'utf8').split('\n')
  const quoted = lines.map((line) => `  '${line.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}',\n`)
  writeFileSync(new URL(`./${name}-yaml.ts`, import.meta.url), moduleText(name, quoted.join('')))
}

function moduleText(name: string, lines: string): string {
  return `/** The text of \`${name}.yaml\`, written by \`embed-recipe.ts\`. */\n// biome-ignore format: one line of YAML per line\nexport const ${name}Yaml = [\n${lines}].join('\\n')\n`
}

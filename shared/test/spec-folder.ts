import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Third-party vectors, read where they lie: beside the repository, never copied into it. */
export const specFolder = new URL('../../../shared/specs/evidence/', import.meta.url)

export const hasSpecs = existsSync(specFolder)

/** Appended to the title of a test that needs the vectors. */
export const specNote = hasSpecs ? '' : ' (skipped: no ../shared/specs/evidence beside the repository)'

export function readSpec(path: string): Buffer {
  return readFileSync(new URL(path, specFolder))
}

/** Paths of the JSON files below a folder, sorted; none when the vectors are absent. */
export function listSpecs(folder: string): readonly string[] {
  if (!hasSpecs) return []
  const names = readdirSync(new URL(folder, specFolder), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => `${folder}${name}`)
}

import { delimiter, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')

/** The environment for the project's own commands: the pinned Node and the installed tools come first. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: [bin, ...foreignPath()].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' }
}

/** The environment for installing: the machine's own Node, since the pinned one sits in the folder that npm replaces. */
export function machineEnvironment() {
  return { ...process.env, PATH: foreignPath().join(delimiter) }
}

function foreignPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !resolve(folder).startsWith(join(root, 'node_modules')))
}

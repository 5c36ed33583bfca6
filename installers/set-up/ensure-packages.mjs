import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineEnvironment, root } from './environments.mjs'
import { runStep } from './run-step.mjs'

/** Installs what package-lock.json pins, unless exactly that is installed already. */
export async function ensurePackages() {
  if (isInstalled()) return
  await runStep({
    title: 'installing packages',
    command: ['npm', 'ci', '--loglevel=error', '--no-audit', '--no-fund'],
    env: machineEnvironment(),
    minutes: 15,
    advice: 'Run `npm ci` by hand to see more. It needs the npm registry.',
  })
}

/** npm writes node_modules/.package-lock.json last, so an install that was cut short has none. */
function isInstalled() {
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'))
  const wanted = readLock(join(root, 'package-lock.json'))
  return installed !== undefined && wanted !== undefined && existsSync(join(root, 'node_modules', '.bin')) && covers(installed, wanted)
}

/** A package for another system is listed as optional and is rightly absent here. */
function covers(installed, wanted) {
  const isSame = ([path, entry]) => installed[path]?.version === entry.version && installed[path]?.integrity === entry.integrity
  const packages = Object.entries(wanted).filter(([path, entry]) => path !== '' && !(entry.optional && !(path in installed)))
  return packages.every(isSame) && Object.keys(installed).every((path) => path in wanted)
}

function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

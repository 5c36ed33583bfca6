/**
 * Starts every root script: makes the working copy ready, then runs the given command on the Node that package-lock.json pins.
 *
 *   node installers/set-up.mjs [--browser] [--minutes <n>] <command> [arguments…]
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed, on whichever Node (≥ 20) started npm.
 */
import process from 'node:process'
import { ensureBrowser } from './set-up/ensure-browser.mjs'
import { ensurePackages } from './set-up/ensure-packages.mjs'
import { pinnedEnvironment } from './set-up/environments.mjs'
import { runCommand } from './set-up/run-command.mjs'
import { SetUpError } from './set-up/set-up-error.mjs'

process.exitCode = await setUpAndRun(process.argv.slice(2))

async function setUpAndRun(argv) {
  try {
    const { needsBrowser, minutes, command } = parseArguments(argv)
    await ensurePackages()
    const browser = needsBrowser ? { ROLLCALL_BROWSER: await ensureBrowser() } : {}
    return await runCommand(command, { env: { ...pinnedEnvironment(), ...browser }, minutes })
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    console.error(`\nset-up: ${error.message}`)
    return 1
  }
}

/** Our options come first; everything from the first other word on belongs to the command. */
function parseArguments(argv) {
  const rest = [...argv]
  const options = { needsBrowser: false, minutes: undefined }
  while (rest[0]?.startsWith('--')) {
    const option = rest.shift()
    if (option === '--browser') options.needsBrowser = true
    else if (option === '--minutes') options.minutes = toMinutes(rest.shift())
    else throw new SetUpError(`unknown option ${option}; use --browser or --minutes <n> before the command`)
  }
  if (rest.length === 0) throw new SetUpError('name the command to run, for example: node installers/set-up.mjs vitest run')
  return { ...options, command: rest }
}

function toMinutes(text) {
  const minutes = Number(text)
  if (!(minutes > 0)) throw new SetUpError('--minutes takes a number above 0')
  return minutes
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { machineEnvironment, pinnedEnvironment } from './environments.mjs'
import { findBrowser, starts } from './find-browser.mjs'
import { runStep } from './run-step.mjs'
import { SetUpError } from './set-up-error.mjs'

const playwrightCli = join('node_modules', 'playwright-core', 'cli.js')
const byHand = 'Install Chrome, Edge or Chromium, or name one: ROLLCALL_BROWSER=/path/to/chrome'

/**
 * The path of a Chrome, Edge or Chromium that starts. Where there is none: Playwright's build, and where that can't be had or lacks
 * libraries, as root on Debian, Debian's.
 * @throws SetUpError when there is none in the end
 */
export async function ensureBrowser() {
  if (process.env.ROLLCALL_BROWSER) return namedBrowser(process.env.ROLLCALL_BROWSER)
  const failures = []
  for (const install of [alreadyThere, installWithPlaywright, installWithApt]) {
    await install().catch((error) => failures.push(error.message))
    const found = await findBrowser()
    if (found !== undefined) return found
  }
  throw new SetUpError(['no browser was found, and none could be installed.', ...failures, byHand].join('\n'))
}

async function namedBrowser(path) {
  if (await starts(path)) return path
  throw new SetUpError(`ROLLCALL_BROWSER names ${path}, which does not start. ${byHand}`)
}

async function alreadyThere() {}

async function installWithPlaywright() {
  await runStep({
    title: 'installing Chromium through Playwright',
    command: ['node', playwrightCli, 'install', '--no-shell', 'chromium'],
    env: { ...pinnedEnvironment(), PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
    minutes: 5,
  })
}

async function installWithApt() {
  if (!canUseApt()) return
  const options = { env: { ...machineEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }, minutes: 8 }
  await runStep({ ...options, title: 'reading the Debian package lists', command: ['apt-get', 'update'] })
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']
  await runStep({ ...options, title: 'installing Chromium from Debian', command: install })
}

function canUseApt() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

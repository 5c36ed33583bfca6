import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge', 'microsoft-edge-stable']

/** The first browser that starts: an installed one, else Playwright's own. */
export async function findBrowser() {
  for (const path of [...installedPaths(), await playwrightPath()]) if (await starts(path)) return path
  return undefined
}

/** A browser can be there without its libraries. On Windows `--version` opens a window instead of answering, so there the file must do. */
export async function starts(path) {
  if (!existsSync(path)) return false
  if (process.platform === 'win32') return true
  return promisify(execFile)(path, ['--version'], { timeout: 20_000, killSignal: 'SIGKILL' }).then(
    () => true,
    () => false,
  )
}

function installedPaths() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  if (process.platform === 'darwin') return macApplications()
  if (process.platform === 'win32') return windowsPrograms()
  return folders.flatMap((folder) => names.map((name) => join(folder, name)))
}

function macApplications() {
  return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
}

function windowsPrograms() {
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((key) => process.env[key])
    .filter((folder) => folder !== undefined)
  const programs = [join('Google', 'Chrome', 'Application', 'chrome.exe'), join('Microsoft', 'Edge', 'Application', 'msedge.exe')]
  return folders.flatMap((folder) => programs.map((program) => join(folder, program)))
}

async function playwrightPath() {
  const { chromium } = await import('playwright-core')
  return chromium.executablePath()
}

import { expect, test } from 'vitest'
import { findBrowser } from './find-browser.ts'

const machine = (...paths: string[]) => ({ platform: 'linux', environment: {}, exists: (path: string) => paths.includes(path) })

test('the headless shell is preferred to a full browser', () => {
  const both = machine('/usr/bin/chromium', '/usr/lib/chromium/chromium-headless-shell')
  expect(findBrowser(both)).toBe('/usr/lib/chromium/chromium-headless-shell')
  expect(findBrowser(machine('/usr/bin/chromium'))).toBe('/usr/bin/chromium')
})

test('a chosen path is taken or nothing is: no other browser in its stead', () => {
  expect(findBrowser({ ...machine('/opt/own', '/usr/bin/chromium'), override: '/opt/own' })).toBe('/opt/own')
  expect(findBrowser({ ...machine('/usr/bin/chromium'), override: '/opt/gone' })).toBeUndefined()
})

test('a machine without a browser has none', () => {
  expect(findBrowser(machine())).toBeUndefined()
})

test('on Windows programs are looked for where they are installed', () => {
  const search = { platform: 'win32', environment: { ProgramFiles: 'C:\\Programme' }, exists: (path: string) => path.includes('Edge') }
  expect(findBrowser(search)).toMatch(/^C:\\Programme.Microsoft.Edge.Application.msedge\.exe$/)
})

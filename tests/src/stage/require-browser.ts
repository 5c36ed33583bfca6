import { existsSync } from 'node:fs'
import { findBrowser } from '@rollcall/connectors/browser/find-browser'

/** Path of the browser on this machine that agents drive. */
export function requireBrowser(): string {
  const found = findBrowser({
    override: process.env['ROLLCALL_BROWSER'],
    platform: process.platform,
    environment: process.env,
    exists: existsSync,
  })
  if (found === undefined) throw new Error('no Chrome, Edge or Chromium was found: install one, or set ROLLCALL_BROWSER to its path')
  return found
}

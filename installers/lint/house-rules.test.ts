import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the house rules', () => {
  test.each([
    { name: 'utils.ts', code: 'export const a = 1', says: 'says nothing' },
    { name: 'date-helpers.ts', code: 'export const a = 1', says: 'says nothing' },
    { name: 'index.ts', code: 'export const a = 1', says: 'is a barrel' },
    { name: 'clock.ts', code: 'export const at = () => Date.now()', says: 'Date.now comes in' },
    { name: 'clock.ts', code: 'export const at = () => new Date()', says: 'The time comes in' },
    { name: 'dice.ts', code: 'export const roll = () => Math.random()', says: 'Math.random comes in' },
    {
      name: 'dice.ts',
      code: "import { randomBytes } from 'node:crypto'\nexport const roll = () => randomBytes(1)",
      says: 'Randomness comes in',
    },
  ])('refuse $name with $code', ({ name, code, says }) => {
    expect(lint(name, code)).toContain(says)
  })

  test('leave alone a time that was handed in, and names that only look vague', () => {
    expect(lint('indexed-commons.ts', 'export const at = (ms: number) => new Date(ms)')).not.toContain('house(')
  })
})

/** What oxlint says about one file under the rules of this repository. */
function lint(name: string, code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-lint-'))
  try {
    writeFileSync(join(folder, name), `${code}\n`)
    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
    const args = [oxlint, '--config', join(root, '.oxlintrc.json'), '--format', 'unix', folder]
    return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 }).stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

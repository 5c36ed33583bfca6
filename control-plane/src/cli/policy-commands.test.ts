import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestFleet } from '../../test/test-fleet.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const document = `version: 1
company: { timeZone: Europe/Berlin }
apps: { wiki: { title: Wiki, account: { userName: person.workEmail } } }
rules: [] # nobody yet
`
let folder: string
let fleet: TestFleet

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-policy-'))
  writeFileSync(join(folder, 'policy.yaml'), document)
  writeFileSync(join(folder, 'wrong.yaml'), document.replace('rules: []', 'rules: none'))
  fleet = await TestFleet.open('sqlite')
})
afterAll(async () => {
  await fleet[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** The real program; without a server unless it is told of one. */
async function policy(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, 'policy', ...args], { env: { ...env }, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { out, err, code }
}

const online = (...args: readonly string[]) => policy(args, { ROLLCALL_URL: fleet.url, ROLLCALL_TOKEN: fleet.owner.token })

test('a document is checked without a server, with the place of the mistake', async () => {
  expect((await policy(['check', 'policy.yaml'])).out).toContain('no mistake in 1 apps and 0 rules')
  expect(await policy(['check', 'wrong.yaml'])).toMatchObject({ code: 1, err: expect.stringContaining('line 4, column 8: rules:') })
}, 60_000)

test('a version is drafted, changed in one place, compared and activated', async () => {
  const first = Number(/^version (\d+) is active/.exec((await online('save', 'policy.yaml')).out)?.[1])
  expect((await online('set', 'apps.wiki.leadDays', '5')).out).toContain(`version ${first + 1} is a draft`)
  expect((await online('set', '["apps","wiki","title"]', '"Notes"')).out).toContain(`version ${first + 2} is a draft`)
  expect((await online('diff', String(first), String(first + 2))).out).toBe(
    'app "wiki", title: Wiki → Notes\napp "wiki", leadDays: 2 → 5\n',
  )
  expect((await online('activate', String(first + 2))).out).toContain(`version ${first + 2} is active`)
  expect((await online('show')).out).toBe(
    document.replace(
      'title: Wiki, account: { userName: person.workEmail }',
      'title: Notes, account: { userName: person.workEmail }, leadDays: 5',
    ),
  )
  expect((await online('list')).out).toContain('overtaken')
  expect(await online('activate', String(first + 1))).toMatchObject({ code: 1, err: expect.stringContaining('draft it anew') })
}, 60_000)

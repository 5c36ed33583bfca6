import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { samplePacket } from '../../test/sample-packet.ts'
import { buildPacket } from './build-packet.ts'
import { readZip } from './read-zip.ts'

const missing = ['openssl', 'sha256sum', 'bash'].filter((tool) => spawnSync(tool, ['--help']).error !== undefined)
const note = missing.length === 0 ? '' : ` (skipped: no ${missing.join(', ')} on this machine)`

let folder = ''
let readme = ''
let fingerprint = ''
beforeAll(async () => {
  const { contents, signers, rootFingerprint } = await samplePacket()
  const files = await readZip(await buildPacket(contents, signers))
  folder = mkdtempSync(join(tmpdir(), 'packet-'))
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  readme = Buffer.from(files.get('README.txt') ?? []).toString()
  fingerprint = rootFingerprint
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The command in the README that begins like this, run in the unpacked folder. */
function runFromReadme(start: string): string {
  const line = readme.split('\n').find((text) => text.trim().startsWith(start))
  if (line === undefined) throw new Error(`the README has no command ${start}`)
  return execFileSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

test.skipIf(missing.length > 0)(`sha256sum finds every file as listed${note}`, () => {
  expect(
    runFromReadme('sha256sum -c')
      .trimEnd()
      .split('\n')
      .every((line) => line.endsWith(': OK')),
  ).toBe(true)
})

test.skipIf(missing.length > 0)(`openssl verifies both signatures and the root’s${note}`, () => {
  expect(runFromReadme('openssl pkeyutl -verify -pubin -inkey keys/packet')).toContain('Signature Verified Successfully')
  expect(runFromReadme('openssl dgst')).toContain('Verified OK')
  expect(runFromReadme('openssl pkeyutl -verify -pubin -inkey keys/root')).toContain('Signature Verified Successfully')
})

test.skipIf(missing.length > 0)(
  `the signed bytes hold the hash of the list, and the README’s words give the root’s fingerprint${note}`,
  () => {
    expect(runFromReadme('grep -c')).toBe('1\n')
    expect(runFromReadme('printf')).toContain(fingerprint)
  },
)

test.skipIf(missing.length > 0)(`a changed file is found by sha256sum, a changed list by openssl${note}`, () => {
  writeFileSync(join(folder, 'report.json'), '{}')
  expect(() => runFromReadme('sha256sum -c')).toThrow()
  writeFileSync(join(folder, 'packet.pae'), 'changed')
  expect(() => runFromReadme('openssl dgst')).toThrow()
  expect(() => runFromReadme('openssl pkeyutl -verify -pubin -inkey keys/packet')).toThrow()
})

import { spawnSync } from 'node:child_process'
import { manifestSchema } from '@rollcall/shared/connector/manifest'
import { expect, test } from 'vitest'
import { catalogue, connectorPin, findConnector } from './catalogue.ts'
import { scimManifest } from './scim/manifest.ts'

test.each(catalogue.map((entry) => [entry.manifest.id, entry] as const))(
  'the manifest of %s is valid and is the one its client has',
  async (_id, entry) => {
    expect(manifestSchema.parse(entry.manifest)).toEqual(entry.manifest)
    expect((await entry.load()).manifest).toEqual(entry.manifest)
  },
)

test('ids are unique, and a connector is found by its id', () => {
  expect(new Set(catalogue.map((entry) => entry.manifest.id)).size).toBe(catalogue.length)
  expect(findConnector('scim')?.manifest).toBe(scimManifest)
  expect(findConnector('nothing')).toBeUndefined()
})

test('a pin changes with the manifest and with the recipe', () => {
  const pin = connectorPin(scimManifest)
  expect(pin).toEqual({ id: 'scim', version: scimManifest.version, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(connectorPin({ ...scimManifest }).digest).toBe(pin.digest)
  expect(connectorPin({ ...scimManifest, title: 'Other' }).digest).not.toBe(pin.digest)
  expect(connectorPin(scimManifest, 'aa').digest).not.toBe(pin.digest)
  expect(connectorPin(scimManifest, 'aa').digest).not.toBe(connectorPin(scimManifest, 'bb').digest)
})

test('importing the catalogue loads no client', () => {
  const script = `
    const { registerHooks } = await import('node:module')
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    await import(${JSON.stringify(new URL('./catalogue.ts', import.meta.url).href)})
    console.log(JSON.stringify(loaded))
  `
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 30_000 })
  expect(child.stderr).toBe('')
  expect(child.stdout).toContain('/scim/manifest.ts')
  expect(child.stdout).not.toMatch(/undici|playwright|scim-connector|scim-connection/)
})

import { request } from 'undici'
import { expect, test } from 'vitest'
import type { AppOrder } from './start-app.ts'
import { startAppProcess } from './start-app-process.ts'

const ada = {
  userName: 'ada@acme.test',
  givenName: 'Ada',
  familyName: 'Lovelace',
  email: 'ada@acme.test',
  active: true,
  groups: ['All staff'],
}
const secrets = { effectsToken: 'effects-token', token: 'scim-token', operatorUser: 'operator', operatorPassword: 'operator-password' }

test.each<AppOrder['kind']>(['scim-standard', 'scim-quirky', 'stockroom'])(
  '%s runs as its own process and ends when told',
  async (kind) => {
    const app = await startAppProcess({ kind, seed: [ada], secrets })
    try {
      expect(await app.effects()).toEqual([])
      expect((await request(app.url)).statusCode).toBeLessThan(500)
    } finally {
      await app.stop()
    }
    await expect(request(app.url)).rejects.toThrow(/ECONNREFUSED/)
  },
)

test('an effect in the process is seen by its parent', async () => {
  const app = await startAppProcess({ kind: 'scim-standard', seed: [ada], secrets, latencyMs: 20 })
  try {
    const before = performance.now()
    const answer = await request(`${app.url}/Users`, {
      method: 'POST',
      headers: { authorization: 'Bearer scim-token', 'content-type': 'application/scim+json' },
      body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'bob@acme.test' }),
    })
    expect(answer.statusCode).toBe(201)
    expect(performance.now() - before).toBeGreaterThan(19)
    expect(await app.effects()).toMatchObject([{ kind: 'create', userName: 'bob@acme.test' }])
  } finally {
    await app.stop()
  }
})

test('an app that cannot start says so instead of leaving its parent to wait', async () => {
  const order: AppOrder = { kind: 'scim-standard', seed: [ada], secrets: { effectsToken: 'effects-token' } }
  await expect(startAppProcess(order)).rejects.toThrow(/scim-standard ended with code 1/)
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeAppSettings } from '../src/home/app-settings.ts'
import { type HomePaths, homePaths } from '../src/home/home-paths.ts'
import { type Identity, writeIdentity } from '../src/home/identity.ts'
import { writePinnedTrust } from '../src/home/pinned-trust.ts'
import { systemRandom } from '../src/ports.ts'
import { type AgentKeys, createAgentKeys, openAgentKeys } from '../src/vault/agent-keys.ts'
import { Scrubber } from '../src/vault/scrubber.ts'
import { Vault } from '../src/vault/vault.ts'
import { unlockVaultKey } from '../src/vault/vault-key.ts'
import { createTestTrust, type TestTrust } from './test-trust.ts'

export const passphrase = Buffer.from('correct horse battery')
export const openPolicy = `
allow:
  - app: crm
    verbs: [account.prepare, account.create, account.restore, account.suspend, account.rename, account.delete, sessions.end,
      profile.update, entitlement.grant, entitlement.revoke]
`

export interface EnrolledHome extends Disposable {
  readonly paths: HomePaths
  readonly identity: Identity
  readonly trust: TestTrust
  readonly vault: Vault
  readonly keys: AgentKeys
  readonly scrubber: Scrubber
  readonly publicPems: { readonly bound: string; readonly results: string }
}

/** A home directory as `enrol` and `connect crm` leave it, in a temporary folder. */
export async function createEnrolledHome({
  session = 'ws://127.0.0.1:1/',
  policy = openPolicy,
  token = 'tok-canary-51c9f2aa',
} = {}): Promise<EnrolledHome> {
  const paths = homePaths(mkdtempSync(join(tmpdir(), 'rollcall-agent-')))
  const trust = await createTestTrust()
  const organization = `org_${Buffer.from(systemRandom(16)).toString('hex')}` as const
  const scrubber = new Scrubber()
  const vaultKey = await unlockVaultKey({ folder: paths.vault, passphrase, cost: 1_024, random: systemRandom })
  await vaultKey.save()
  const vault = new Vault({ folder: paths.vault, organization, key: vaultKey.key, random: systemRandom, scrubber })
  const made = createAgentKeys(systemRandom)
  await made.sealInto(vault)
  const identity: Identity = {
    v: 1,
    name: 'test',
    agent: `agt_${Buffer.from(systemRandom(16)).toString('hex')}`,
    organization,
    organizationName: 'Test',
    epoch: 1,
    session,
    controlPlane: 'http://127.0.0.1/',
    rootFingerprint: trust.fingerprint,
    keys: { bound: made.bound.keyId, results: made.results.keyId },
  }
  await writePinnedTrust(paths.trust, trust.envelope)
  writeFileSync(paths.localPolicy, policy)
  mkdirSync(paths.apps, { recursive: true })
  await writeAppSettings(paths.apps, 'crm', { v: 1, connector: 'memory-directory', settings: {} })
  await vault.seal({ app: 'crm', name: 'token' }, token)
  await writeIdentity(paths.identity, identity)
  return {
    paths,
    identity,
    trust,
    vault,
    scrubber,
    keys: await openAgentKeys(vault),
    publicPems: made.publicPems,
    [Symbol.dispose]: () =>
      rmSync(paths.home, {
        recursive: true,
        force: true,
      }),
  }
}

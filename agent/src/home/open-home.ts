import type { Trust } from '@rollcall/shared/trust'
import { LocalPolicyFile } from '../guard/local-policy-file.ts'
import type { Random } from '../ports.ts'
import { UserError } from '../user-error.ts'
import { type AgentKeys, openAgentKeys } from '../vault/agent-keys.ts'
import { Scrubber } from '../vault/scrubber.ts'
import { Vault } from '../vault/vault.ts'
import { unlockVaultKey } from '../vault/vault-key.ts'
import { type HomePaths, homePaths } from './home-paths.ts'
import { type Identity, requireIdentity } from './identity.ts'
import { readPinnedTrust } from './pinned-trust.ts'

export interface OpenHome {
  readonly paths: HomePaths
  readonly identity: Identity
  readonly trust: Trust
  readonly policy: LocalPolicyFile
  readonly vault: Vault
  readonly keys: AgentKeys
  readonly scrubber: Scrubber
}

export interface OpenHomeOptions {
  readonly home: string
  readonly passphrase: Uint8Array
  readonly scryptCost: number
  readonly random: Random
}

/** Reads and checks everything that an enrolled home directory holds, and unlocks its vault. @throws UserError, VaultError */
export async function openHome({ home, passphrase, scryptCost: cost, random }: OpenHomeOptions): Promise<OpenHome> {
  const paths = homePaths(home)
  const identity = await requireIdentity(paths.identity)
  const trust = await readPinnedTrust(paths.trust, identity.rootFingerprint)
  const policy = new LocalPolicyFile(paths.localPolicy)
  const { fault } = await policy.current()
  if (fault !== undefined) throw new UserError(fault)
  const { key } = await unlockVaultKey({ folder: paths.vault, passphrase, cost, random })
  const scrubber = new Scrubber()
  const vault = new Vault({ folder: paths.vault, organization: identity.organization, key, random, scrubber })
  return { paths, identity, trust, policy, vault, keys: await openAgentKeys(vault), scrubber }
}

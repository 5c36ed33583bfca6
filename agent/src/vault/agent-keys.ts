import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { ed25519Signer, publicPem, type Signer } from '@rollcall/shared/envelope/keys'
import type { Random } from '../ports.ts'
import { agentSecrets, type Vault } from './vault.ts'

/** The agent's own keys: `bound` proves who it is, `results` signs receipts, `exchange` keys the digests of what was sent to apps. */
export interface AgentKeys {
  readonly bound: Signer
  readonly results: Signer
  digestExchange(bytes: Uint8Array): string
}

export interface NewAgentKeys {
  readonly bound: Signer
  readonly results: Signer
  readonly publicPems: { readonly bound: string; readonly results: string }
  /** Puts the private halves into the vault. */
  sealInto(vault: Vault): Promise<void>
}

/** Keys are born here and their private halves never leave the vault. */
export function createAgentKeys(random: Random): NewAgentKeys {
  const bound = generateKeyPairSync('ed25519')
  const results = generateKeyPairSync('ed25519')
  const exchange = Buffer.from(random(32)).toString('base64')
  return {
    bound: ed25519Signer(bound.privateKey),
    results: ed25519Signer(results.privateKey),
    publicPems: { bound: publicPem(bound.publicKey), results: publicPem(results.publicKey) },
    sealInto: async (vault) => {
      await vault.seal({ app: agentSecrets, name: 'bound' }, privatePem(bound.privateKey))
      await vault.seal({ app: agentSecrets, name: 'results' }, privatePem(results.privateKey))
      await vault.seal({ app: agentSecrets, name: 'exchange' }, exchange)
    },
  }
}

/** @throws VaultError */
export async function openAgentKeys(vault: Vault): Promise<AgentKeys> {
  const [bound, results, exchange] = await Promise.all(
    ['bound', 'results', 'exchange'].map((name) => vault.open({ app: agentSecrets, name })),
  )
  const key = Buffer.from(exchange ?? '', 'base64')
  return {
    bound: ed25519Signer(createPrivateKey(bound ?? '')),
    results: ed25519Signer(createPrivateKey(results ?? '')),
    digestExchange: (bytes) => createHmac('sha256', key).update(bytes).digest('hex'),
  }
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

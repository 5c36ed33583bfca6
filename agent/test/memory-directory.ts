import { connectorPin } from '@rollcall/connectors/catalogue'
import type { Account } from '@rollcall/shared/connector/account'
import type { Connector, ConnectorDefinition, ConnectorPorts } from '@rollcall/shared/connector/connector'
import type { Manifest } from '@rollcall/shared/connector/manifest'
import { ConnectorError } from '@rollcall/shared/failure'
import { z } from 'zod'
import type { CatalogueEntry } from '../src/connectors/catalogue.ts'

type Semantics = NonNullable<Manifest['verbs']['account.read']>

const semantics = (effect: Semantics['effect']): Semantics => ({
  effect,
  endsSessions: effect === 'suspended' || effect === 'ended' ? 'yes' : 'no',
  reversible: effect !== 'deleted' && effect !== 'ended',
})

export const directoryManifest: Manifest = {
  id: 'memory-directory',
  version: '1.0.0',
  title: 'A directory in memory',
  transport: 'api',
  verbs: {
    'account.list': semantics('read'),
    'account.read': semantics('read'),
    'account.create': semantics('created'),
    'account.prepare': semantics('prepared'),
    'account.rename': semantics('renamed'),
    'account.delete': semantics('deleted'),
    'sessions.end': semantics('ended'),
    'account.restore': semantics('restored'),
    'account.suspend': semantics('suspended'),
    'profile.update': semantics('updated'),
    'entitlement.grant': semantics('granted'),
    'entitlement.revoke': semantics('revoked'),
  },
  secrets: [{ name: 'token', title: 'API token', kind: 'token' }],
  readBack: { withinMs: 300, steadyMs: 0 },
  holdsExternalId: true,
}

/** A small app: a store of accounts, and a connector that acts on it. */
export class MemoryDirectory {
  readonly accounts = new Map<string, Account>()
  /** Every call by name, in order. */
  readonly calls: string[] = []
  readonly tokens: string[] = []
  opened = 0
  closed = 0
  /** Runs before each call; throws to make it fail, or waits. */
  before: (call: string, token: string) => void | Promise<void> = () => {}
  /** Runs after the effect of a call has happened: the answer gets lost when it throws. */
  after: (call: string) => void | Promise<void> = () => {}

  add(account: Partial<Account> & { userName: string }): Account {
    const full: Account = { nativeId: `id-${this.accounts.size + 1}`, active: true, profile: {}, entitlements: [], ...account }
    this.accounts.set(full.nativeId, full)
    return full
  }

  get(userName: string): Account | undefined {
    return [...this.accounts.values()].find((account) => account.userName === userName)
  }

  get effects(): readonly string[] {
    return this.calls.filter((call) => !['probe', 'find', 'list'].includes(call))
  }

  entry(manifest: Manifest = directoryManifest): CatalogueEntry {
    return { manifest, pin: connectorPin(manifest), load: async () => this.#definition(manifest) }
  }

  #definition(manifest: Manifest): ConnectorDefinition<{ place?: string | undefined }> {
    return {
      manifest,
      settings: z.strictObject({ place: z.string().optional() }),
      open: async (_settings, ports) => this.#open(ports),
    }
  }

  async #open(ports: ConnectorPorts): Promise<Connector> {
    const token = await ports.secret('token')
    this.tokens.push(token)
    this.opened += 1
    const call = async <T>(name: string, work: () => T): Promise<T> => {
      this.calls.push(name)
      await this.before(name, token)
      const result = work()
      await this.after(name)
      return result
    }
    const change = (name: string, account: Account, changes: Partial<Account>) =>
      call(name, () => {
        this.accounts.set(account.nativeId, { ...account, ...changes })
        ports.recordExchange({ method: 'PATCH', status: 200, request: Buffer.from(token), response: Buffer.from('{}') })
      })
    return {
      probe: () => call('probe', () => ({ product: 'Memory', notes: [] })),
      findAccount: ({ nativeId, externalId, userName }) =>
        call('find', () => {
          const all = [...this.accounts.values()]
          const byId = nativeId === undefined ? undefined : this.accounts.get(nativeId)
          const byMarker = externalId === undefined ? undefined : all.find((account) => account.externalId === externalId)
          return byId ?? byMarker ?? all.find((account) => account.userName === userName)
        }),
      listAccounts: () => this.#list(call),
      createAccount: (draft) => call('create', () => void this.add(draft)),
      prepareAccount: (draft) => call('prepare', () => void this.add({ ...draft, active: false })),
      renameAccount: (account, { userName }) => call('rename', () => this.#rename(account, userName)),
      deleteAccount: (account) => call('delete', () => void this.accounts.delete(account.nativeId)),
      endSessions: (account) => change('end', account, account.sessions === undefined ? {} : { sessions: 'none' }),
      suspendAccount: (account) => change('suspend', account, { active: false }),
      restoreAccount: (account) => change('restore', account, { active: true }),
      updateProfile: (account, profile) => change('update', account, { profile: { ...account.profile, ...profile } }),
      grantEntitlement: (account, key) => change('grant', account, { entitlements: [...account.entitlements, key].sort() }),
      revokeEntitlement: (account, key) => change('revoke', account, { entitlements: account.entitlements.filter((held) => held !== key) }),
      [Symbol.asyncDispose]: async () => {
        this.closed += 1
      },
    }
  }

  #rename(account: Account, userName: string): void {
    if (this.get(userName) !== undefined) throw new ConnectorError('conflict', 'the name is taken', { code: 'uniqueness' })
    this.accounts.delete(account.nativeId)
    const nativeId = account.nativeId === account.userName ? userName : account.nativeId
    this.accounts.set(nativeId, { ...account, nativeId, userName })
  }

  async *#list(call: <T>(name: string, work: () => T) => Promise<T>): AsyncIterable<readonly Account[]> {
    const all = await call('list', () => [...this.accounts.values()])
    for (let from = 0; from < all.length; from += 100) yield all.slice(from, from + 100)
  }
}

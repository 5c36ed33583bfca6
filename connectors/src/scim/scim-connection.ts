import type { Account, AccountDraft, AccountProfile, AccountQuery } from '@rollcall/shared/connector/account'
import type { AccountName, CallOptions, Connector, ProbeReport } from '@rollcall/shared/connector/connector'
import { changeMembership } from './change-membership.ts'
import { changeResource } from './change-resource.ts'
import { createUser } from './create-user.ts'
import { findUser } from './find-user.ts'
import { GroupIds } from './group-ids.ts'
import { Memberships } from './memberships.ts'
import { nameOperations, withName } from './name-changes.ts'
import { profileOperations, withProfile } from './profile-changes.ts'
import { readList } from './read-list.ts'
import { readPages } from './read-pages.ts'
import { userSchema } from './resources.ts'
import type { ScimWire } from './scim-wire.ts'
import type { ScimSettings } from './settings.ts'
import { toAccount } from './to-account.ts'
import { UpdateStyle } from './update-style.ts'

/** One open connection. What it learns about the service (styles, group ids, versions) lives as long as it does. */
export class ScimConnection implements Connector {
  readonly #settings: ScimSettings
  readonly #wire: ScimWire
  readonly #style: UpdateStyle
  readonly #memberships: Memberships
  readonly #groupIds: GroupIds

  constructor(settings: ScimSettings, wire: ScimWire) {
    this.#settings = settings
    this.#wire = wire
    this.#style = new UpdateStyle(wire, settings.update)
    this.#memberships = new Memberships(wire, settings)
    this.#groupIds = new GroupIds(wire, settings.pageSize)
  }

  async probe({ signal }: CallOptions): Promise<ProbeReport> {
    const { totalResults } = await readList(this.#wire, { path: '/Users', startIndex: 1, count: 1 }, signal)
    const style = await this.#style.of(signal)
    const place = await this.#memberships.place(signal)
    return { product: 'SCIM 2.0', notes: [`changes by ${style.toUpperCase()}`, `entitlements from ${place}`, `${totalResults} users`] }
  }

  async findAccount(query: AccountQuery, { signal }: CallOptions): Promise<Account | undefined> {
    const user = await findUser({ wire: this.#wire, settings: this.#settings, signal }, query)
    return user === undefined ? undefined : toAccount(user, await this.#memberships.ofUser(user, signal), this.#settings.lastSignIn)
  }

  async *listAccounts({ signal }: CallOptions): AsyncIterable<readonly Account[]> {
    const entitlementsOf = await this.#memberships.forListing(signal)
    for await (const page of readPages(this.#wire, { path: '/Users', schema: userSchema, pageSize: this.#settings.pageSize }, signal))
      yield page.resources.map((user) => toAccount(user, entitlementsOf(user), this.#settings.lastSignIn))
  }

  async createAccount(draft: AccountDraft, { signal }: CallOptions): Promise<void> {
    await createUser(this.#wire, { ...draft, active: true }, signal)
  }

  async prepareAccount(draft: AccountDraft, { signal }: CallOptions): Promise<void> {
    await createUser(this.#wire, { ...draft, active: false }, signal)
  }

  async renameAccount(account: Account, name: AccountName, { signal }: CallOptions): Promise<void> {
    await changeResource(
      this.#tools(),
      {
        path: userPath(account),
        schema: userSchema,
        readsFirst: true,
        operations: (current) => nameOperations(name, current),
        replacement: (current) => withName(current, name),
      },
      signal,
    )
  }

  /** Under the version last read, where the service has versions: an account that changed meanwhile is not deleted (412). */
  async deleteAccount(account: Account, { signal }: CallOptions): Promise<void> {
    await this.#wire.change({ method: 'DELETE', path: userPath(account) }, signal)
  }

  async updateProfile(account: Account, profile: AccountProfile, { signal }: CallOptions): Promise<void> {
    if (Object.values(profile).every((value) => value === undefined)) return
    await changeResource(
      this.#tools(),
      {
        path: userPath(account),
        schema: userSchema,
        readsFirst: profile.email !== undefined,
        operations: (current) => profileOperations(profile, current),
        replacement: (current) => withProfile(current, profile),
      },
      signal,
    )
  }

  async suspendAccount(account: Account, { signal }: CallOptions): Promise<void> {
    await this.#setActive(account, false, signal)
  }

  async restoreAccount(account: Account, { signal }: CallOptions): Promise<void> {
    await this.#setActive(account, true, signal)
  }

  async grantEntitlement(account: Account, entitlement: string, { signal }: CallOptions): Promise<void> {
    await changeMembership(this.#tools(), { kind: 'add', member: account.nativeId, group: entitlement }, signal)
  }

  async revokeEntitlement(account: Account, entitlement: string, { signal }: CallOptions): Promise<void> {
    await changeMembership(this.#tools(), { kind: 'remove', member: account.nativeId, group: entitlement }, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#wire[Symbol.asyncDispose]()
  }

  /** Lower-case operation, path form, real boolean: the one spelling that strict and lax services share. */
  async #setActive(account: Account, active: boolean, signal: AbortSignal): Promise<void> {
    await changeResource(
      this.#tools(),
      {
        path: userPath(account),
        schema: userSchema,
        operations: () => [{ op: 'replace', path: 'active', value: active }],
        replacement: (current) => ({ ...current, active }),
      },
      signal,
    )
  }

  #tools() {
    return { wire: this.#wire, style: this.#style, groupIds: this.#groupIds }
  }
}

function userPath(account: Account): string {
  return `/Users/${encodeURIComponent(account.nativeId)}`
}

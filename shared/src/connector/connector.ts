import type { z } from 'zod'
import type { Account, AccountDraft, AccountProfile, AccountQuery } from './account.ts'
import type { Manifest } from './manifest.ts'

/** Each call is bounded: it ends when the signal does. */
export interface CallOptions {
  readonly signal: AbortSignal
}

/**
 * A connector is what it implements. All functions are effects only or reads only: the executor does read → change → read back around them,
 * so none of them reads to decide whether to write. All throw `ConnectorError` and nothing else for what the app does.
 */
export interface Probes {
  /** One authenticated read that must succeed: proves that address and credentials work, and that "not found" means something. */
  probe(options: CallOptions): Promise<ProbeReport>
}
export interface ProbeReport {
  readonly product: string
  /** What the app turned out to support, in the manifest's words. */
  readonly notes: readonly string[]
}

export interface FindsAccounts {
  /** The one account, or undefined when the app positively showed that there is none. Two hits are a `conflict`. */
  findAccount(query: AccountQuery, options: CallOptions): Promise<Account | undefined>
}
export interface ListsAccounts {
  /** Every account, page by page; throws rather than end early. */
  listAccounts(options: CallOptions): AsyncIterable<readonly Account[]>
}
export interface CreatesAccounts {
  createAccount(draft: AccountDraft, options: CallOptions): Promise<void>
}
export interface PreparesAccounts {
  /** As `createAccount`, but disabled from its first moment, and nobody is invited. */
  prepareAccount(draft: AccountDraft, options: CallOptions): Promise<void>
}
export interface RenamesAccounts {
  /** Another user name for the same account, never a new account in its place. A name that is taken is a `conflict`. */
  renameAccount(account: Account, name: AccountName, options: CallOptions): Promise<void>
}
export interface AccountName {
  readonly userName: string
  /** The old address, to be kept where the app keeps further addresses. */
  readonly alias?: string | undefined
}
export interface DeletesAccounts {
  deleteAccount(account: Account, options: CallOptions): Promise<void>
}
export interface EndsSessions {
  /** Ends what is open now; may be repeated without harm. */
  endSessions(account: Account, options: CallOptions): Promise<void>
}
export interface UpdatesProfiles {
  updateProfile(account: Account, profile: AccountProfile, options: CallOptions): Promise<void>
}
export interface SuspendsAccounts {
  suspendAccount(account: Account, options: CallOptions): Promise<void>
}
export interface RestoresAccounts {
  restoreAccount(account: Account, options: CallOptions): Promise<void>
}
export interface ChangesEntitlements {
  grantEntitlement(account: Account, entitlement: string, options: CallOptions): Promise<void>
  revokeEntitlement(account: Account, entitlement: string, options: CallOptions): Promise<void>
}

/** An open connection to one app. */
export type Connector = Probes &
  FindsAccounts &
  ListsAccounts &
  Partial<CreatesAccounts & PreparesAccounts & RenamesAccounts & DeletesAccounts & EndsSessions> &
  Partial<UpdatesProfiles & SuspendsAccounts & RestoresAccounts & ChangesEntitlements> &
  AsyncDisposable

/** One HTTP exchange or browser commit, reduced to what may leave the agent: no path, no body, no header. */
export interface Exchange {
  readonly method: string
  readonly status: number
  /** Hex SHA-256, keyed by the agent, of what was sent and received. */
  readonly request: string
  readonly response: string
}

/** What an agent gives to a connector when it opens it. */
export interface ConnectorPorts {
  /** Opens one secret by its manifest name. Keep it out of errors and strings that live on. */
  secret(name: string): Promise<string>
  /** Waits, and ends early with the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  now(): Date
  /** Cryptographically random bytes: first passwords. */
  random(bytes: number): Uint8Array
  /** Called for each exchange that changes something, with the raw bytes; the agent digests them. */
  recordExchange(exchange: { method: string; status: number; request: Uint8Array; response: Uint8Array }): void
  /** Kept between jobs by the agent, sealed: browser sessions. */
  readonly session: { load(): Promise<string | undefined>; save(state: string): Promise<void> }
}

/** How an agent opens one kind of connector. `settings` is parsed by the definition's own schema first. */
export interface ConnectorDefinition<Settings = unknown> {
  readonly manifest: Manifest
  readonly settings: z.ZodType<Settings>
  open(settings: Settings, ports: ConnectorPorts): Promise<Connector>
}
